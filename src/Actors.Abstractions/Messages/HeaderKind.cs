namespace Actors;

/// <summary>The type of a header's value; the number is its tag on the wire and in the journal.</summary>
public enum HeaderKind : byte
{
    /// <summary>No value.</summary>
    Null = 0,

    /// <summary>Text.</summary>
    String = 1,

    /// <summary>A signed 64-bit integer.</summary>
    Integer = 2,

    /// <summary>A 64-bit floating-point number.</summary>
    Double = 3,

    /// <summary>True or false.</summary>
    Boolean = 4,

    /// <summary>Any bytes.</summary>
    Bytes = 5,

    /// <summary>A point in time, to the millisecond.</summary>
    Time = 6,

    /// <summary>Values in order.</summary>
    List = 7,

    /// <summary>Named values.</summary>
    Table = 8,
}
