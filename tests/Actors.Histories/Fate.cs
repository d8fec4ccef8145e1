namespace Actors.Histories;

/// <summary>What a publisher knows of a message.</summary>
public enum Fate
{
    /// <summary>No answer so far, or none that says whether it was stored.</summary>
    Unknown,

    /// <summary>The broker confirmed it: it must never be lost.</summary>
    Confirmed,

    /// <summary>The broker said that it was not stored: it must never appear.</summary>
    Refused,
}
