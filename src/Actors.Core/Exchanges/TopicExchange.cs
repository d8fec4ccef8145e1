using Actors.Core.Subjects;

namespace Actors.Core.Exchanges;

/// <summary>Picks those bound with a pattern that the subject matches.</summary>
internal sealed class TopicExchange : Exchange
{
    private readonly SubjectTrie<Destination> _patterns = new();

    public TopicExchange(IEnumerable<Binding> bindings)
    {
        foreach (var binding in bindings)
        {
            _patterns.Add(binding.Definition.Key, binding.Destination);
        }
    }

    public override void Match(ref RoutedMessage message, HashSet<Destination> into) => _patterns.Match(message.Subject, into);
}
