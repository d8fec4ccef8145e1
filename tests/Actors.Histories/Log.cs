namespace Actors.Histories;

/// <summary>A queue or topic from its declaration to its end; one declared again under the same name is another.</summary>
/// <param name="name">Its name.</param>
/// <param name="isTopic">Whether it is a topic.</param>
public sealed class Log(string name, bool isTopic)
{
    public string Name => name;

    public bool IsTopic => isTopic;

    /// <summary>Deleted, or gone with a restart.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Who reads it: the queue itself, or the subscriptions.</summary>
    public List<Place> Places { get; } = [];
}
