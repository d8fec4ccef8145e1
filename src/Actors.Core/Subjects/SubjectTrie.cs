namespace Actors.Core.Subjects;

/// <summary>
/// Subject patterns compiled together, each with a value. A subject is words between dots; in a pattern <c>*</c> stands for
/// exactly one word and <c>#</c> for any number of words, none among them. The empty subject has no words, <c>a..b</c> has an
/// empty one in the middle.
/// </summary>
/// <remarks>
/// All patterns are walked at once, word by word, so patterns of many <c>#</c> cost no more than their length. Safe to read
/// from any thread once nothing is added any more.
/// </remarks>
/// <typeparam name="TValue">What a pattern stands for.</typeparam>
internal sealed class SubjectTrie<TValue>
{
    private const string OneWord = "*";
    private const string AnyWords = "#";

    private readonly Node _root = new();

    /// <summary>Adds a pattern.</summary>
    public void Add(string pattern, TValue value)
    {
        var node = _root;
        foreach (var word in Split(pattern))
        {
            node = node.GetOrAdd(word);
        }

        node.Values.Add(value);
    }

    /// <summary>Collects the values of all patterns that a subject matches; a value is given once for each.</summary>
    public void Match(string subject, ICollection<TValue> into)
    {
        var active = new List<Node>();
        Enter(_root, active);
        var next = new List<Node>();
        foreach (var word in Split(subject))
        {
            foreach (var node in active)
            {
                node.Step(word, next);
            }

            (active, next) = (next, active);
            next.Clear();
            if (active.Count == 0)
            {
                return;
            }
        }

        foreach (var node in active)
        {
            foreach (var value in node.Values)
            {
                into.Add(value);
            }
        }
    }

    private static string[] Split(string words) => words.Length == 0 ? [] : words.Split('.');

    // Being somewhere means being at the '#' behind it, too, which may stand for no word.
    private static void Enter(Node node, List<Node> active)
    {
        for (var at = node; at is not null; at = at.Any)
        {
            // Only a '#' can be reached on two ways: from before it, and from itself.
            if (at == node && !at.IsAny || !active.Contains(at))
            {
                active.Add(at);
            }
        }
    }

    private sealed class Node
    {
        private Dictionary<string, Node>? _words;
        private Node? _one;

        public Node? Any { get; private set; }

        public bool IsAny { get; private init; }

        public List<TValue> Values { get; } = [];

        public Node GetOrAdd(string word)
        {
            switch (word)
            {
                case OneWord:
                    return _one ??= new Node();
                case AnyWords:
                    // '#.#' matches what '#' does.
                    return IsAny ? this : Any ??= new Node { IsAny = true };
                default:
                    _words ??= new Dictionary<string, Node>(StringComparer.Ordinal);
                    return _words.TryGetValue(word, out var next) ? next : _words[word] = new Node();
            }
        }

        public void Step(string word, List<Node> next)
        {
            if (IsAny)
            {
                Enter(this, next);
            }

            if (_words?.TryGetValue(word, out var literal) == true)
            {
                Enter(literal, next);
            }

            if (_one is not null)
            {
                Enter(_one, next);
            }
        }
    }
}
