namespace Actors;

/// <summary>What ends with an error; everything wider goes on undisturbed.</summary>
public enum ErrorScope : byte
{
    /// <summary>Only the request that was refused.</summary>
    Request = 0,

    /// <summary>The session: one consumer attached inside a connection.</summary>
    Session = 1,

    /// <summary>The connection with everything inside it.</summary>
    Connection = 2,
}
