using Actors.Connections;
using Actors.Protocol.Native;

namespace Actors.Outgoing;

/// <summary>A request that has no answer yet.</summary>
internal abstract class Pending
{
    /// <summary>The connection that may have carried some of it; null while it was certainly never sent. Guarded by the pipeline's gate.</summary>
    public Connection? SentOver { get; set; }

    /// <summary>Takes an answer.</summary>
    /// <returns>Whether it was the last one.</returns>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>: not an answer to this request.</exception>
    public abstract bool Answer(in Frame frame);

    /// <summary>There will be no answer, or it was an error. Called once, without the gate.</summary>
    public abstract void Fail(BrokerException error);
}
