namespace Actors.Cluster.Silos;

/// <summary>What a life tells whoever began it; on any thread, to be passed on quickly.</summary>
internal interface ILifeEvents
{
    /// <summary>The life is over: its memory is ahead of what is stored, or another has begun elsewhere.</summary>
    void Failed(Exception error);

    /// <summary>It has consumers to stay awake for, or something else falls due first.</summary>
    void NeedsCare();

    /// <summary>It belongs on another silo.</summary>
    void Misplaced();

    /// <summary>The last consumer of an ephemeral queue left.</summary>
    void Vacated(ActorLife life);
}
