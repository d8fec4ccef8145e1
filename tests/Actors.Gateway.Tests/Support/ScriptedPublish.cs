namespace Actors.Gateway.Tests.Support;

/// <summary>A publish that waits for the test to confirm it.</summary>
internal sealed record ScriptedPublish(string Name, MessageBatch Batch)
{
    public TaskCompletionSource<PublishReceipt> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string FirstText
    {
        get
        {
            var messages = Batch.Messages;
            return EncodedMessage.Take(ref messages).Decode().Text;
        }
    }

    public void Confirm(long firstOffset) => Result.SetResult(new PublishReceipt(firstOffset, Batch.Count, []));
}
