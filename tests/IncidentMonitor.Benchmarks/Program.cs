using BenchmarkDotNet.Running;
using IncidentMonitor.Benchmarks;

switch (args.FirstOrDefault())
{
    // Simulations print a table of their own.
    case "freshness":
        FreshnessReport.Run(args[1..]);
        break;
    case "memory":
        await MemoryRun.RunAsync(args[1..]);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
        break;
}
