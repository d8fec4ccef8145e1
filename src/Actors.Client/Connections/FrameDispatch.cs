using Actors.Consumers;
using Actors.Outgoing;
using Actors.Protocol.Native;
using Microsoft.Extensions.Logging;

namespace Actors.Connections;

/// <summary>Gives every frame that comes in to whom it is for.</summary>
internal sealed class FrameDispatch(Pipeline pipeline, ConsumerTable consumers, ILogger log)
{
    /// <summary>Takes one frame.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>: it has no place here, and the connection ends.</exception>
    public void Receive(Connection connection, Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Deliver:
                // The leases of a broker that leaves are void; its messages will be delivered by another one.
                if (connection.Goodbye is null)
                {
                    consumers.Deliver(frame);
                }

                break;
            case FrameType.Closed:
                if (connection.Goodbye is null)
                {
                    consumers.Closed(frame);
                }

                break;
            case FrameType.Error:
                Fail(frame);
                break;
            case FrameType.Ping:
                frame.Read<PingFrame>();
                pipeline.Send(frame.Id, default(PongFrame));
                break;
            case FrameType.Pong when frame.Id == 0:
                break;
            case FrameType.Goodbye:
                pipeline.Leave(connection);
                connection.Leave(Known(frame.Read<GoodbyeFrame>().ToException()));
                break;
            default:
                Answer(frame);
                break;
        }
    }

    private void Answer(in Frame frame)
    {
        if (!pipeline.TryFind(frame.Id, out var pending))
        {
            throw Violations.Unexpected(frame.Type, $"an answer to a request was expected, and none has the id {frame.Id}; nothing");
        }

        if (pending.Answer(frame))
        {
            pipeline.Remove(frame.Id);
        }
    }

    private void Fail(in Frame frame)
    {
        var error = Known(frame.Read<ErrorFrame>().ToException());
        if (pipeline.TryFind(frame.Id, out var pending))
        {
            pipeline.Remove(frame.Id);
            pending.Fail(error);
        }
        else
        {
            // What is sent without asking for an answer can still be refused; there is nobody to tell.
            log.ErrorForNobody(error.Message);
        }
    }

    // A newer broker may know more codes.
    private static BrokerException Known(BrokerException error) =>
        Enum.IsDefined(error.Code) ? error : new BrokerException(ErrorCode.Internal, error.Message) { Scope = error.Scope };
}
