namespace Actors;

/// <summary>How the arguments of a binding to a headers exchange are compared with a message's headers.</summary>
public enum HeadersMatch : byte
{
    /// <summary>Every argument must match; those whose name starts with <c>x-</c> are passed over.</summary>
    All = 0,

    /// <summary>One argument must match; those whose name starts with <c>x-</c> are passed over.</summary>
    Any = 1,

    /// <summary>Every argument must match, whatever its name.</summary>
    AllWithX = 2,

    /// <summary>One argument must match, whatever its name.</summary>
    AnyWithX = 3,
}
