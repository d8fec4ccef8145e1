namespace Actors.Core.Tests.Models;

/// <summary>What the model check can ask of a log machine.</summary>
internal enum CommandKind
{
    Subscribe,
    Unsubscribe,
    Publish,
    Attach,
    Receive,
    SetPrefetch,
    Detach,
    Lose,
    Settle,
    Extend,
    Purge,
    Departed,
    Cancel,
    Reschedule,

    /// <summary>Time passes, and nobody has noticed yet.</summary>
    Wait,

    /// <summary>The step ends: what is due is done, what is ready is handed out, and everything is compared.</summary>
    Turn,

    /// <summary>A snapshot is stored; recovery may start from it.</summary>
    Snapshot,

    /// <summary>Both ways to recover are tried and compared, and the machine goes on.</summary>
    Replay,

    /// <summary>A crash: the machine is thrown away and recovered.</summary>
    Restart,
}
