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
        var publish = Read<PublishFrame>(frame, out var buffer);
        _ = StoreAsync(frame.Id, NameOf(publish), publish.Messages, PublishOptions.Default, buffer);
    }

    /// <summary>Starts a publish with options.</summary>
    public void PublishWith(in Frame frame)
    {
        var publish = Read<PublishWithFrame>(frame, out var buffer);
        _ = StoreAsync(frame.Id, publish.Name, publish.Messages, publish.Options, buffer);
    }

    private static TFrame Read<TFrame>(in Frame frame, out byte[] buffer)
        where TFrame : struct, IFrame<TFrame>
    {
        var length = (int)frame.Payload.Length;
        buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frame.Payload.CopyTo(buffer);
            return FrameReader.Read<TFrame>(buffer.AsMemory(0, length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private async Task StoreAsync(uint id, string name, ReadOnlyMemory<byte> messages, PublishOptions options, byte[] buffer)
    {
        requests.Begin(messages.Length);
        try
        {
            var batch = MessageBatch.Parse(messages, requests.Limits);
            var receipt = await requests.Broker.PublishAsync(name, batch, options).ConfigureAwait(false);
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
