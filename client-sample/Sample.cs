using Actors.Sample.Analytics;
using Actors.Sample.Bookkeeping;
using Actors.Sample.Broadcasts;
using Actors.Sample.Inference;
using Actors.Sample.Ingestion;
using Actors.Sample.Screens;
using Actors.Sample.Tenants;

namespace Actors.Sample;

/// <summary>One run: connects, plays the jobs side by side, and reports what became of every message.</summary>
internal static class Sample
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    /// <summary>Runs everything.</summary>
    /// <param name="options">What the command line said.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(SampleOptions options, CancellationToken stop)
    {
        var screen = Screen.ForThisTerminal();
        try
        {
            await using var run = new SampleRun(options, screen);
            return await PlayAsync(run, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Say("Stopped. Messages that were not finished stay with the broker; the next run takes care of them.");
            screen.Flush();
            return Interrupted;
        }
        catch (SampleException error)
        {
            screen.Error(error.Message);
            return Failed;
        }
        catch (BrokerException error)
        {
            screen.Error($"{error.Code}: {error.Message}");
            return Failed;
        }
    }

    private static async Task<int> PlayAsync(SampleRun run, CancellationToken stop)
    {
        var broker = await ConnectAsync(run, stop);
        var feed = new UsageFeed(run);
        IJob[] jobs = [new IngestionJob(run), new InferenceJob(run), new TenantsJob(run), new BroadcastJob(run, feed), new AnalyticsJob(run, feed)];
        run.Screen.Say($"Run {run.Id} against {run.Options.Broker}; documents from {run.Options.Documents}");
        foreach (var job in jobs)
        {
            await job.PrepareAsync(broker, stop);
            await Remains.RefuseCompanyAsync(broker, job, stop);
        }

        await using (var crew = new Crew(stop))
        {
            foreach (var job in jobs)
            {
                crew.Start(job.RunAsync);
            }

            await run.Screen.WatchAsync(jobs, crew.WhenAllAsync());
        }

        List<Check> checks = [.. jobs.SelectMany(job => job.Checks), await Remains.CheckAsync(broker, jobs, stop)];
        return run.Screen.Report([.. jobs.SelectMany(job => job.Reports)], checks) ? 0 : Failed;
    }

    private static async Task<ActorsClient> ConnectAsync(SampleRun run, CancellationToken stop)
    {
        try
        {
            return await run.ConnectAsync("sample", stop);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.Unavailable)
        {
            throw new SampleException($"{error.Message.TrimEnd('.')}. Start a broker with: dotnet run --project standalone", error);
        }
    }
}
