using System.Globalization;
using BenchmarkDotNet.Running;
using IncidentMonitor.Benchmarks;

if (args is ["grouping-million"])
{
    GroupingStream.Million();
    return;
}

switch (args.FirstOrDefault())
{
    // These take seconds and more, so BenchmarkDotNet is not the tool; each prints a table of its own.
    case "freshness":
        FreshnessReport.Run(args[1..]);
        break;
    case "memory":
        await MemoryRun.RunAsync(args[1..]);
        break;
    case "search":
        await SearchFigures.RunAsync(Number(1, 200_000), Number(2, 60));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
        break;
}

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
