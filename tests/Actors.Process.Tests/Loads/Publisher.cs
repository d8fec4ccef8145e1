using Actors.Histories;

namespace Actors.Process.Tests.Loads;

/// <summary>Publishes without pause, single messages or batches, many under way at a time, and writes down what it is told of each.</summary>
/// <param name="broker">The broker.</param>
/// <param name="history">Where it is written down.</param>
/// <param name="logs">Where to publish to.</param>
/// <param name="most">Most messages of one publish; 1 for single ones.</param>
/// <param name="random">Decides what is published.</param>
internal sealed class Publisher(IBroker broker, History history, IReadOnlyList<Log> logs, int most, Random random)
{
    private const int LargestBody = 1000;
    private const int Window = 16;

    private readonly SemaphoreSlim _window = new(Window);

    /// <summary>Counts confirmed messages.</summary>
    public Tally Confirmed { get; } = new();

    /// <summary>Counts messages of which nobody knows whether they were stored.</summary>
    public Tally Unknown { get; } = new();

    /// <summary>Publishes until told to stop, and returns when everything has its answer.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await _window.WaitAsync(CancellationToken.None);
            var log = logs[random.Next(logs.Count)];
            var parcels = Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => history.Publishing(log, random.Next(Parcel.LeastBytes, LargestBody))).ToList();
            _ = SendAsync(log, parcels);
        }

        for (var i = 0; i < Window; i++)
        {
            await _window.WaitAsync(CancellationToken.None);
        }
    }

    private async Task SendAsync(Log log, List<Parcel> parcels)
    {
        try
        {
            var first = most == 1
                ? await broker.PublishAsync(log.Name, parcels[0].Write())
                : (await broker.PublishAsync(log.Name, parcels.ConvertAll(parcel => parcel.Write()))).OffsetOf(0);
            history.Answered(parcels, Fate.Confirmed, first);
            Confirmed.Add(parcels.Count);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.OutcomeUnknown)
        {
            history.Answered(parcels, Fate.Unknown, 0);
            Unknown.Add(parcels.Count);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.Unavailable)
        {
            history.Answered(parcels, Fate.Refused, 0);
        }
        catch (Exception error)
        {
            history.Blame($"a publish failed with something else than 'unknown' or 'not carried out': {error}");
        }
        finally
        {
            _window.Release();
        }
    }
}
