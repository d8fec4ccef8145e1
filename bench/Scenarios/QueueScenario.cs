using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>Work queues: durable, confirmed, consumed and acked, as fast as they go.</summary>
internal sealed class QueueScenario : IScenario
{
    private const int EchoFramesPerWrite = 16;
    private const int BandwidthRounds = 128;
    private static readonly int[] BodySizes = [128, 1024];

    public string Name => "queue";

    public string About => "messages published, confirmed, consumed and acked per second";

    public async Task RunAsync(Repetition run)
    {
        run.Tell("limits of the machine");
        var echo = EchoProbe.Measure(EchoFramesPerWrite, TimeSpan.FromSeconds(1));
        run.Add("limit: echo of 128 B frames, 16 a write", echo, "frames/s");
        var disk = new DiskProbe(run.Folder);
        var fresh = disk.AppendAndSync(DiskProbe.LargeBytes, BandwidthRounds, recycled: false).MebibytesPerSecond;
        var recycled = disk.AppendAndSync(DiskProbe.LargeBytes, BandwidthRounds, recycled: true).MebibytesPerSecond;
        run.Add("limit: appends of 1 MiB, each synced, fresh blocks", fresh, "MiB/s");
        run.Add("limit: appends of 1 MiB, each synced, blocks written before", recycled, "MiB/s");

        await using var broker = await run.StartBrokerAsync();
        await Queues.DeclareAsync(broker, 4);
        foreach (var style in Styles.All)
        {
            run.Tell($"warm-up, {Styles.NameOf(style)}");
            await Flow.RunAsync(broker, new FlowPlan([Queues.Name(0)], [Queues.Name(0)], BodySizes[0], style, run.Duration));
        }

        foreach (var style in Styles.All)
        {
            await RunStyleAsync(run, broker, style, echo, fresh, recycled);
        }
    }

    private static async Task RunStyleAsync(Repetition run, ITestedBroker broker, Style style, double echo, double fresh, double recycled)
    {
        foreach (var bytes in BodySizes)
        {
            var what = $"{bytes} B, {Styles.NameOf(style)}";
            var single = await MeasureAsync(run, broker, $"1x1, {what}", [0], bytes, style);
            run.Add($"1x1, {what}", single.MessagesPerSecond, "messages/s", bytes == 128 ? Goal.AtLeast(500_000) : null);
            if (bytes == 128)
            {
                run.Add($"1x1, {what}: share of the echo limit", single.MessagesPerSecond / echo, "x", Goal.AtLeast(0.2));
            }
            else
            {
                var bandwidth = single.MessagesPerSecond * bytes / 1024 / 1024;
                run.Add($"1x1, {what}: share of the disk's bandwidth, fresh blocks", bandwidth / fresh, "x", Goal.AtLeast(0.6));
                run.Add($"1x1, {what}: share of the disk's bandwidth, blocks written before", bandwidth / recycled, "x");
            }

            run.AddCosts($"1x1, {what}", single);
            var shared = await MeasureAsync(run, broker, $"4x4 on one queue, {what}", [0, 0, 0, 0], bytes, style);
            run.Add($"4x4 on one queue, {what}", shared.MessagesPerSecond, "messages/s");
            run.AddCosts($"4x4 on one queue, {what}", shared);
            var apart = await MeasureAsync(run, broker, $"4x4 on four queues, {what}", [0, 1, 2, 3], bytes, style);
            run.Add($"4x4 on four queues, {what}", apart.MessagesPerSecond, "messages/s");
            run.Add($"4x4 on four queues, {what}: of 1x1", apart.MessagesPerSecond / single.MessagesPerSecond, "x", Goal.AtLeast(1));
            run.AddCosts($"4x4 on four queues, {what}", apart);
        }
    }

    private static Task<FlowResult> MeasureAsync(Repetition run, ITestedBroker broker, string what, int[] queues, int bytes, Style style)
    {
        run.Tell(what);
        var names = Array.ConvertAll(queues, Queues.Name);
        return Flow.RunAsync(broker, new FlowPlan(names, names, bytes, style, run.Duration));
    }
}
