using System.Diagnostics;
using System.Globalization;

namespace IncidentMonitor.Benchmarks;

/// <summary><c>freshness [TOKENS] [SEED]</c>: the planner against uniform reading and the optimum for known constant rates.</summary>
internal static class FreshnessReport
{
    /// <summary>wall.get a day and token before VK's error 29.</summary>
    private const int CallsOfAToken = 5000;

    public static void Run(string[] args)
    {
        var tokens = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1;
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        Console.WriteLine($"tokens {tokens}, {tokens * CallsOfAToken} calls a day, seed {seed}; delays in minutes");
        Console.WriteLine("communities    posts  uniform mean/p95   optimum mean/p95 (formula)  planned mean/p95   planned/optimum  calls a day (most in 24 h)  seconds");
        foreach (var communities in (int[])[84, 800, 5000])
        {
            var simulation = new FreshnessSimulation(communities, tokens * CallsOfAToken, seed);
            var (uniform, optimum) = (simulation.Uniform(), simulation.Optimum());
            var watch = Stopwatch.StartNew();
            var planned = simulation.Planned();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{communities,11} {planned.Posts,8}  {uniform.Mean * 60,7:0.0} /{uniform.P95 * 60,7:0.0}  {optimum.Mean * 60,7:0.0} /{optimum.P95 * 60,7:0.0} ({simulation.OptimumByFormula * 60,6:0.0})  {planned.Mean * 60,7:0.0} /{planned.P95 * 60,7:0.0}   {planned.Mean / optimum.Mean,14:0.000}  {planned.CallsPerDay,10:0} ({planned.MostInADay:0})  {watch.Elapsed.TotalSeconds,18:0.0}"));
        }
    }
}
