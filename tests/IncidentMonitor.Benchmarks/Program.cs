using System.Globalization;
using BenchmarkDotNet.Running;
using IncidentMonitor.Benchmarks;

if (args is ["search", ..])
{
    // Against a real engine: seconds, not nanoseconds, so BenchmarkDotNet is not the tool.
    await SearchFigures.RunAsync(Number(1, 200_000), Number(2, 60));
    return;
}

BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
