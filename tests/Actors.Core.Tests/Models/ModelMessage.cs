namespace Actors.Core.Tests.Models;

/// <summary>One message as one subscription sees it.</summary>
internal sealed class ModelMessage
{
    public MessageState State { get; set; }

    public int Attempt { get; set; }

    public int Failures { get; set; }

    public long Until { get; set; }

    public int Consumer { get; set; }

    /// <summary>When it expires; 0 for never.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>Whether it expired while it was under lease.</summary>
    public bool Lapsed { get; set; }

    public void Become(MessageState state, long until = 0) => (State, Until, Consumer) = (state, until, 0);

    public ModelMessage Copy() => (ModelMessage)MemberwiseClone();
}
