using Actors.Cluster.Silos;

namespace Actors.Cluster.Grains;

/// <summary>
/// Sees to it that a queue nobody touches is woken when something of it falls due, on whatever silo there is by then. While a
/// consumer is attached it keeps the queue awake; a queue without due work has no reminder and costs nothing.
/// </summary>
internal sealed class DueReminder(LogGrain grain)
{
    /// <summary>How often it looks. After a crash within this time of the first due work, the work waits for the next call.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private const string Name = "due";

    // Wakes again and again until nothing is due any more; the shortest period that Orleans allows is a minute.
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    // Further away than some reminder services can say; woken then, it sees that there is time left.
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(30);

    private IGrainReminder? _reminder;
    private long _due = long.MaxValue;

    /// <summary>There is nothing (any more) to be woken for.</summary>
    public static async Task ForgetAsync(LogGrain grain, string name)
    {
        if (await grain.GetReminder(name) is { } reminder)
        {
            await grain.UnregisterReminder(reminder);
        }
    }

    public async Task UpdateAsync(ActorLife life)
    {
        var due = life.HasConsumers ? long.MaxValue : life.NextDue;
        if (due == _due)
        {
            return;
        }

        if (due != long.MaxValue)
        {
            var wait = new TimeSpan(Math.Max(due - life.Clock.GetUtcNow().UtcTicks, 0));
            _reminder = await grain.RegisterOrUpdateReminder(Name, wait < Period ? Period : wait > Furthest ? Furthest : wait, Again);
        }
        else if (_reminder is { } reminder)
        {
            _reminder = null;
            await grain.UnregisterReminder(reminder);
        }

        _due = due;
        life.Cared = due;
    }
}
