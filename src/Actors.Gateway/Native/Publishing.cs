using System.Buffers;
using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Takes what a connection publishes to the broker, in order and without waiting, and brings back the confirms.</summary>
internal sealed class Publishing(Requests requests)
{
    private byte[] _lastNameBytes = [];
    private string _lastName = "";

    /// <summary>Starts a publish. The bytes are copied once, into memory that stays as it is until the confirm.</summary>
    public void Publish(in Frame frame)
    {
        var length = (int)frame.Payload.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        PublishFrame publish;
        try
        {
            frame.Payload.CopyTo(buffer);
            publish = FrameReader.Read<PublishFrame>(buffer.AsMemory(0, length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        _ = StoreAsync(frame.Id, NameOf(publish), publish.Messages, buffer);
    }

    private async Task StoreAsync(uint id, string name, ReadOnlyMemory<byte> messages, byte[] buffer)
    {
        requests.Begin(messages.Length);
        try
        {
            var batch = MessageBatch.Parse(messages, requests.Limits);
            var receipt = await requests.Broker.PublishAsync(name, batch).ConfigureAwait(false);
            requests.Send(id, new ConfirmedFrame(receipt));
        }
        catch (Exception error)
        {
            requests.Refuse(id, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            requests.End(messages.Length);
        }
    }

    // A publisher mostly stays with one queue; its name is made a string once.
    private string NameOf(in PublishFrame publish)
    {
        if (!publish.Name.Span.SequenceEqual(_lastNameBytes))
        {
            _lastNameBytes = publish.Name.ToArray();
            _lastName = publish.NameText;
        }

        return _lastName;
    }
}
