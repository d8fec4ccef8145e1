using Actors.Core.Subjects;

namespace Actors.Core.Tests.Subjects;

public class SubjectTrieTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "", false)]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "ab", false)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("a.b", "a", false)]
    [InlineData("a.b", "a.b.c", false)]
    [InlineData("*", "", false)]
    [InlineData("*", "a", true)]
    [InlineData("*", "a.b", false)]
    [InlineData("*.*", "a.b", true)]
    [InlineData("*.*", ".", true)]
    [InlineData("*.*", "a", false)]
    [InlineData("a.*", "a.b", true)]
    [InlineData("a.*", "a.", true)]
    [InlineData("a.*", "a", false)]
    [InlineData("a.*.c", "a.b.c", true)]
    [InlineData("a.*.c", "a..c", true)]
    [InlineData("a.*.c", "a.c", false)]
    [InlineData("#", "", true)]
    [InlineData("#", "a", true)]
    [InlineData("#", "a.b.c", true)]
    [InlineData("#.#", "", true)]
    [InlineData("#.#", "a.b", true)]
    [InlineData("a.#", "a", true)]
    [InlineData("a.#", "a.b.c", true)]
    [InlineData("a.#", "b.a", false)]
    [InlineData("#.a", "a", true)]
    [InlineData("#.a", "b.c.a", true)]
    [InlineData("#.a", "a.b", false)]
    [InlineData("#.a.#", "a", true)]
    [InlineData("#.a.#", "b.a.c", true)]
    [InlineData("#.a.#", "b.c", false)]
    [InlineData("#.a.#.b", "a.b", true)]
    [InlineData("#.a.#.b", "x.a.y.z.b", true)]
    [InlineData("#.a.#.b", "b.a", false)]
    [InlineData("#.*", "", false)]
    [InlineData("#.*", "a", true)]
    [InlineData("*.#", "", false)]
    [InlineData("*.#", "a.b.c", true)]
    [InlineData("*.#.*", "a", false)]
    [InlineData("*.#.*", "a.b", true)]
    [InlineData("a.#.*", "a.b", true)]
    [InlineData("a..b", "a..b", true)]
    [InlineData("a..b", "a.b", false)]
    [InlineData("a*", "ab", false)]
    [InlineData("a*", "a*", true)]
    public void A_pattern_matches_a_subject_or_not(string pattern, string subject, bool matches)
    {
        Assert.Equal(matches, new SubjectPatterns([pattern]).Match(subject));
    }

    [Fact]
    public void Patterns_compiled_together_match_as_each_would_alone()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string Words(params string[] alphabet) => string.Join('.', Enumerable.Range(0, random.Next(0, 6)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        for (var round = 0; round < 300; round++)
        {
            var patterns = Enumerable.Range(0, 20).Select(_ => Words("a", "b", "*", "#")).Distinct().ToList();
            var trie = new SubjectTrie<string>();
            patterns.ForEach(pattern => trie.Add(pattern, pattern));
            var subject = Words("a", "b", "c");
            var found = new List<string>();
            trie.Match(subject, found);
            var expected = patterns.Where(pattern => Matches(Split(pattern), Split(subject))).Order(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(found.Order(StringComparer.Ordinal)), $"Seed {seed}: '{subject}' matched {string.Join(' ', found)} of {string.Join(' ', patterns)}.");
        }
    }

    [Fact]
    public void Patterns_of_many_number_signs_do_not_multiply()
    {
        var pattern = string.Join('.', Enumerable.Repeat("#.a", 200)) + ".b";
        var subject = string.Join('.', Enumerable.Repeat("a", 400));
        Assert.False(new SubjectPatterns([pattern]).Match(subject));
    }

    private static string[] Split(string words) => words.Length == 0 ? [] : words.Split('.');

    // The definition, word for word.
    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> subject)
    {
        if (pattern.IsEmpty)
        {
            return subject.IsEmpty;
        }

        return pattern[0] switch
        {
            "#" => Matches(pattern[1..], subject) || (!subject.IsEmpty && Matches(pattern, subject[1..])),
            "*" => !subject.IsEmpty && Matches(pattern[1..], subject[1..]),
            _ => !subject.IsEmpty && subject[0] == pattern[0] && Matches(pattern[1..], subject[1..]),
        };
    }
}
