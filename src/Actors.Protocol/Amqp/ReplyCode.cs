namespace Actors.Protocol.Amqp;

/// <summary>Why a message came back, a channel or a connection is closed; the numbers are those of the specification.</summary>
public enum ReplyCode : ushort
{
    /// <summary>An orderly end.</summary>
    Success = 200,

    /// <summary>The message is larger than the server accepts.</summary>
    ContentTooLarge = 311,

    /// <summary>A mandatory message that no queue got.</summary>
    NoRoute = 312,

    /// <summary>An operator ended the connection, or the broker is going down.</summary>
    ConnectionForced = 320,

    /// <summary>The virtual host's name cannot be used.</summary>
    InvalidPath = 402,

    /// <summary>The credentials are wrong, or what was asked for is reserved to the broker.</summary>
    AccessRefused = 403,

    /// <summary>There is no such queue or exchange.</summary>
    NotFound = 404,

    /// <summary>It belongs to another connection.</summary>
    ResourceLocked = 405,

    /// <summary>It exists with another definition, or an argument is out of range.</summary>
    PreconditionFailed = 406,

    /// <summary>A frame that cannot be taken apart.</summary>
    FrameError = 501,

    /// <summary>A method whose fields cannot be read.</summary>
    SyntaxError = 502,

    /// <summary>A method that has no place here.</summary>
    CommandInvalid = 503,

    /// <summary>A channel that is not open, or open already.</summary>
    ChannelError = 504,

    /// <summary>A frame that has no place here, in the middle of a content for instance.</summary>
    UnexpectedFrame = 505,

    /// <summary>The connection uses more than it is allowed.</summary>
    ResourceError = 506,

    /// <summary>Not allowed, now or ever.</summary>
    NotAllowed = 530,

    /// <summary>The broker does not do this.</summary>
    NotImplemented = 540,

    /// <summary>A fault of the broker's own.</summary>
    InternalError = 541,
}
