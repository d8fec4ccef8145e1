using Actors.Core.Logs;

namespace Actors.Runtime.Descriptions;

/// <summary>How fast an actor works, from its totals sampled once a second; each sample weighs a quarter.</summary>
internal sealed class ActorRates
{
    private const double Weight = 0.25;

    private readonly Dictionary<int, SubscriptionRates> _subscriptions = [];
    private long _published;

    /// <summary>Messages published per second.</summary>
    public double Published { get; private set; }

    /// <summary>Whether any rate is above zero.</summary>
    public bool IsMoving => Published > 0 || _subscriptions.Values.Any(rates => rates.Delivered > 0 || rates.Acked > 0);

    public SubscriptionRates Of(int subscription) => _subscriptions.GetValueOrDefault(subscription);

    /// <summary>Takes a sample. On the actor's turn.</summary>
    public void Sample(LogMachine machine, double seconds)
    {
        Published = Follow(Published, machine.Published - _published, seconds);
        _published = machine.Published;
        foreach (var subscription in machine.Subscriptions)
        {
            var counts = machine.Count(subscription);
            var last = _subscriptions.GetValueOrDefault(subscription);
            _subscriptions[subscription] = new SubscriptionRates(
                counts.Delivered, counts.Acked, Follow(last.Delivered, counts.Delivered - last.DeliveredTotal, seconds), Follow(last.Acked, counts.Acked - last.AckedTotal, seconds));
        }
    }

    private static double Follow(double rate, long more, double seconds)
    {
        var next = rate + Weight * (more / seconds - rate);
        return next < 0.001 ? 0 : next;
    }
}
