namespace Actors.Core.Subjects;

/// <summary>A few subject patterns of which one has to match. See <see cref="SubjectTrie{TValue}"/> for what they mean.</summary>
internal sealed class SubjectPatterns
{
    private readonly SubjectTrie<bool> _trie = new();

    public SubjectPatterns(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            _trie.Add(pattern, true);
        }
    }

    /// <summary>Whether one of the patterns matches; a message without a subject has the empty one.</summary>
    public bool Match(string? subject)
    {
        var matching = new List<bool>();
        _trie.Match(subject ?? "", matching);
        return matching.Count > 0;
    }
}
