using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Actors.Bench.Micro;

/// <summary>Benchmarks of single steps, with what each allocates. They run in this process: nothing has to be built for them.</summary>
internal static class MicroRun
{
    /// <summary>Runs all benchmarks, or those the arguments choose.</summary>
    /// <param name="args">Arguments of BenchmarkDotNet, as in <c>--filter *Frame*</c>.</param>
    public static void Run(string[] args)
    {
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default);
        BenchmarkSwitcher.FromAssembly(typeof(MicroRun).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
    }
}
