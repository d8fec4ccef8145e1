namespace Actors;

/// <summary>A refusal or failure of the broker: a code for programs, a sentence for people.</summary>
public sealed class BrokerException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="message">Why, for people: what was wrong and what is allowed.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public BrokerException(ErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Why, for programs.</summary>
    public ErrorCode Code { get; }

    /// <summary>What ends with this error. Errors of the in-process broker end the request only.</summary>
    public ErrorScope Scope { get; init; }

    /// <summary>Whether sending the same request again can succeed and cannot do harm.</summary>
    public bool IsTransient => Code is ErrorCode.Unavailable or ErrorCode.StorageFull;
}
