using System.Diagnostics;
using Actors.Journal;
using Actors.Histories;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>
/// A disk, a clock, a broker that comes and goes, and everything its users have seen of it. All that happens is drawn from
/// one seed; only how the broker's own threads interleave is not.
/// </summary>
internal sealed class World
{
    /// <summary>Nothing here takes long: the disk is memory and the clock is ours.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Task> _underWay = [];
    private readonly List<Life> _past = [];

    public World(int seed)
    {
        Random = new Random(seed);
        SegmentBytes = Random.Next(2) == 0 ? 128 * 1024 : 256 * 1024;
        Life = NewLife();
        QuietTime = Now;
    }

    public Random Random { get; }

    public MemoryFiles Disk { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public History History { get; } = new();

    public Life Life { get; private set; }

    public int SegmentBytes { get; }

    /// <summary>Whether the disk misbehaves, so that the broker may.</summary>
    public bool HasFault { get; set; }

    /// <summary>When the disk last became good again, in ticks of the stopwatch: the broker looks for room once a second.</summary>
    public long HealedAt { get; set; }

    /// <summary>How often leases may have become void all at once.</summary>
    public int Upheavals { get; set; }

    /// <summary>A consumer was told to throw: the broker says so in its log.</summary>
    public bool HasFailingConsumer { get; set; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>
    /// The time when nothing was on its way any more. What is delivered from then on was granted then at the earliest:
    /// between a grant and its delivery the clock may have moved.
    /// </summary>
    public DateTimeOffset QuietTime { get; set; }

    /// <summary>A batch fits the gate, and what passes the gate at once fits a segment.</summary>
    private static Limits Limits { get; } = new()
    {
        MessageBytes = 4096,
        FrameBytes = 4096 + 65_536,
        UnconfirmedBytesPerConnection = 4096 + 65_536,
        UnconfirmedBytes = 4096 + 65_536,
    };

    /// <summary>Makes a call, and knows afterwards what every user of the broker would know.</summary>
    public async Task<Answer<T>> AskAsync<T>(Func<IBroker, ValueTask<T>> call)
    {
        var life = Life;
        try
        {
            var answer = call(life.Broker).AsTask();
            await Task.WhenAny(answer, life.Over).WaitAsync(Patience);
            return answer.IsCompleted ? new Answer<T>(Outcome.Done, await answer, null) : new Answer<T>(Outcome.Unknown, default, null);
        }
        catch (BrokerException error)
        {
            return new Answer<T>(error.Code == ErrorCode.OutcomeUnknown || life.IsOver ? Outcome.Unknown : Outcome.Refused, default, error);
        }
        catch (TimeoutException)
        {
            History.Blame($"a call had no answer for {Patience.TotalSeconds} s");
            return new Answer<T>(Outcome.Unknown, default, null);
        }
        catch (Exception error) when (error is not OperationCanceledException && !life.IsOver)
        {
            History.Blame($"a call failed with an error that is not the broker's: {error}");
            return new Answer<T>(Outcome.Unknown, default, null);
        }
        catch (IOException error)
        {
            History.Note($"a dead process answers: {error.Message}");
            return new Answer<T>(Outcome.Unknown, default, null);
        }
    }

    public async Task<Answer<bool>> AskAsync(Func<IBroker, ValueTask> call) => await AskAsync(async broker =>
    {
        await call(broker);
        return true;
    });

    /// <summary>Does not wait for something now; <see cref="ComeToRestAsync"/> does.</summary>
    public void Begin(Task work) => _underWay.Add(work);

    /// <summary>Waits for everything that was begun.</summary>
    public async Task ComeToRestAsync()
    {
        await Task.WhenAll(_underWay).WaitAsync(Patience);
        _underWay.Clear();
    }

    /// <summary>The process dies, and what it has not synced is lost or not.</summary>
    public void Kill(bool withMachine)
    {
        History.Note(withMachine ? "the machine stops" : "the process is killed");
        Upheavals++;
        Life.Kill(withMachine ? new Random(Random.Next()) : null);
    }

    /// <summary>A new process takes the place of one that is over.</summary>
    /// <returns>Whether the broker came up; without a fault it must.</returns>
    public bool TryStart()
    {
        _past.Add(Life);
        Life = NewLife();
        History.Void(_ => true);
        try
        {
            Life.Broker.Start();
            History.Note("a broker starts");
            return true;
        }
        catch (Exception error) when (HasFault && error is IOException or BrokerException)
        {
            History.Note($"no broker starts: {error.Message}");
            Life.Kill(null);
            return false;
        }
        catch (Exception error)
        {
            History.Blame($"the broker does not start: {error}");
            throw;
        }
    }

    /// <summary>Lets go of every process there was, and sees that their threads end.</summary>
    public async Task DisposeAsync()
    {
        Life.Kill(null);
        await WaitAsync(Task.WhenAll(_past.Append(Life).Select(EndAsync)), "a dead process to end");
    }

    /// <summary>Waits for something that may itself wait for the clock.</summary>
    public async Task WaitAsync(Task work, string what)
    {
        var patience = Stopwatch.StartNew();
        while (!work.IsCompleted)
        {
            if (patience.Elapsed > Patience)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.");
            }

            Clock.Advance(TimeSpan.FromSeconds(1.1));
            await Task.WhenAny(work, Task.Run(() => Task.WaitAny([work], TimeSpan.FromMilliseconds(20))));
        }

        await work;
    }

    private async Task EndAsync(Life life)
    {
        try
        {
            await life.Broker.DisposeAsync();
        }
        catch (Exception error) when (error is IOException or BrokerException)
        {
            History.Note($"a dead process ends: {error.Message}");
        }
    }

    private Life NewLife()
    {
        Life? life = null;
        return life = new Life(Disk, Clock, Limits, SegmentBytes, (level, line) =>
        {
            // The fault first: it ends only after the process that had to do with it.
            var excused = HasFault || (HasFailingConsumer && line.Contains("failed to take a delivery", StringComparison.Ordinal));
            if (life?.IsDying == true)
            {
                return;
            }

            History.Note($"log: {line}");
            if (level >= LogLevel.Error && !excused)
            {
                History.Blame($"the broker logs an error though nothing is wrong with the disk: {line}");
            }
        });
    }
}
