namespace Actors.Protocol.Amqp;

/// <summary>An error as AMQP tells it: a reply code, which decides whether the channel or the whole connection ends, and a text.</summary>
public sealed class AmqpException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="reason">Why, for people; the name of the code is put in front, as clients expect it.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public AmqpException(ReplyCode code, string reason, Exception? innerException = null)
        : base($"{NameOf(code)} - {reason}", innerException) => Code = code;

    /// <summary>Why, for programs.</summary>
    public ReplyCode Code { get; }

    /// <summary>Whether only the channel ends: the soft errors of the specification. All others end the connection.</summary>
    public bool EndsChannelOnly => Code is ReplyCode.ContentTooLarge or ReplyCode.NoRoute or ReplyCode.AccessRefused
        or ReplyCode.NotFound or ReplyCode.ResourceLocked or ReplyCode.PreconditionFailed;

    // As the specification writes them: ACCESS_REFUSED.
    private static string NameOf(ReplyCode code) =>
        string.Concat(code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
