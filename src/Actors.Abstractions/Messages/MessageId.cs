namespace Actors;

/// <summary>What may be asked for as a message's id.</summary>
internal static class MessageId
{
    /// <summary>Refuses an id that no message can have.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void Validate(string messageId)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        var bytes = System.Text.Encoding.UTF8.GetByteCount(messageId);
        if (bytes is 0 or > Limits.PropertyBytes)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"A message id of {bytes} bytes is out of range; allowed: 1 to {Limits.PropertyBytes}.");
        }
    }
}
