using BenchmarkDotNet.Running;
using IncidentMonitor.Benchmarks;

if (args is ["grouping-million"])
{
    GroupingStream.Million();
    return;
}

BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
