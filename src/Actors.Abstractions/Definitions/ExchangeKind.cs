namespace Actors;

/// <summary>How an exchange picks destinations for a message; the number travels on the wire and never changes its meaning.</summary>
public enum ExchangeKind : byte
{
    /// <summary>Those bound with a key equal to the message's subject.</summary>
    Direct = 0,

    /// <summary>All that are bound.</summary>
    Fanout = 1,

    /// <summary>Those bound with a pattern that the message's subject matches: words between dots, <c>*</c> for one, <c>#</c> for any number.</summary>
    Topic = 2,

    /// <summary>Those bound with arguments that the message's headers match.</summary>
    Headers = 3,
}
