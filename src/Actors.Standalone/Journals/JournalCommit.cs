using Actors.Runtime.Stores;

namespace Actors.Standalone.Journals;

/// <summary>Passes on to the actor what the journal says of its record.</summary>
internal sealed class JournalCommit(ICommit commit) : Actors.Journal.ICommit
{
    public void Committed() => commit.Committed();

    public void Failed(Exception error) => commit.Failed(error);
}
