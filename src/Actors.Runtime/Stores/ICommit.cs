namespace Actors.Runtime.Stores;

/// <summary>Waits for a record.</summary>
internal interface ICommit
{
    /// <summary>The record is as safe as it asked to be. Must be quick.</summary>
    void Committed();

    /// <summary>Whether the record was stored is unknown, and so is every later one of the actor.</summary>
    void Failed(Exception error);
}
