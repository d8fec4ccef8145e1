using Actors.Core.Events;

namespace Actors.Core.Steps;

/// <summary>
/// What came of some commands: the events to make durable, and the effects that must not leave before they are. The
/// machine has changed already; a step whose events cannot be stored means the machine must be thrown away and recovered.
/// </summary>
public sealed class Step
{
    /// <summary>The events, in order.</summary>
    public EventWriter Events { get; } = new();

    /// <summary>The effects, in order.</summary>
    public List<Effect> Effects { get; } = [];

    /// <summary>Whether somebody waits for an answer that promises durability.</summary>
    public bool MustSync { get; set; }

    /// <summary>Makes the step ready for other commands.</summary>
    public void Clear()
    {
        Events.Clear();
        Effects.Clear();
        MustSync = false;
    }
}
