using Actors.Sample.Bookkeeping;

namespace Actors.Sample;

/// <summary>One of the four jobs.</summary>
internal interface IJob
{
    /// <summary>What it is called on the screen.</summary>
    string Title { get; }

    /// <summary>The queues and durable subscriptions it uses; empty after a run.</summary>
    IReadOnlyList<string> Sources { get; }

    /// <summary>How many messages are through and how many there are so far.</summary>
    (long Done, long Total) Progress { get; }

    /// <summary>Its rows of the last table.</summary>
    IReadOnlyList<JobReport> Reports { get; }

    /// <summary>What must be true in the end besides that nothing was lost.</summary>
    IReadOnlyList<Check> Checks { get; }

    /// <summary>Declares what it needs; declaring again what is there already changes nothing.</summary>
    Task PrepareAsync(IBroker broker, CancellationToken stop);

    /// <summary>Plays the job to its end.</summary>
    Task RunAsync(CancellationToken stop);
}
