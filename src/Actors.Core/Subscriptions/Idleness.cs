using Actors.Core.Events;
using Actors.Core.Steps;

namespace Actors.Core.Subscriptions;

/// <summary>Since when nobody uses a subscription that is to go when it is idle for too long. Stored, so that a restart does not begin it anew.</summary>
/// <param name="number">The subscription.</param>
/// <param name="expiresAfter">How long it may be idle, in ticks; 0 for ever.</param>
internal sealed class Idleness(int number, long expiresAfter)
{
    // A use that is hardly newer than the last one stored need not be stored.
    private const int Grain = 16;

    private static readonly long AskAgain = TimeSpan.FromSeconds(10).Ticks;

    private long _toldAt;

    /// <summary>Since when, in ticks of UTC; 0 while it is in use, or as long as that is not known.</summary>
    public long Since { get; private set; }

    /// <summary>When it goes, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => expiresAfter == 0 || Since == 0 ? long.MaxValue : Math.Max(Since + expiresAfter, _toldAt + AskAgain);

    /// <summary>What recovery knows.</summary>
    public void Restore(long since) => Since = since;

    /// <summary>Somebody asked for it just now.</summary>
    public void Touch(long now, Step step)
    {
        if (expiresAfter > 0 && Since > 0 && now - Since > expiresAfter / Grain)
        {
            Begin(now, step);
        }
    }

    /// <summary>At the end of a step: whether somebody is there.</summary>
    public void Watch(bool isUsed, long now, Step step)
    {
        if (expiresAfter == 0)
        {
            return;
        }

        if (isUsed && Since != 0)
        {
            Begin(0, step);
        }
        else if (!isUsed && Since == 0)
        {
            Begin(now, step);
        }
    }

    /// <summary>Says that it is over, when it is; again after a while, if nobody did anything about it.</summary>
    public void Tick(long now, Step step)
    {
        if (NextDue <= now)
        {
            _toldAt = now;
            step.Effects.Add(new Effect(EffectKind.Vacated, number));
        }
    }

    public static void Write(EventWriter events, int number, long since)
    {
        events.Kind(EventKind.Idle);
        events.Number(number);
        events.Number(since);
    }

    private void Begin(long since, Step step)
    {
        (Since, _toldAt) = (since, 0);
        Write(step.Events, number, since);
    }
}
