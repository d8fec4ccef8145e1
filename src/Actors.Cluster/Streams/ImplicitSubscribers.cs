using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>Which grain classes of the cluster subscribe to which streams by an attribute.</summary>
internal sealed class ImplicitSubscribers(GrainBindingsResolver bindings, IEnumerable<IStreamNamespacePredicateProvider> predicates, IServiceProvider services)
{
    private Rules _rules = new(default, []);

    /// <summary>Rises whenever classes come to the cluster or leave it.</summary>
    public MajorMinorVersion Version => bindings.GetAllBindings().Version;

    /// <summary>The types of the grains subscribed to a stream.</summary>
    public IEnumerable<GrainType> Of(StreamId stream) => Matching(stream).Select(rule => rule.Bindings.GrainType).Distinct();

    /// <summary>The grain of a type that is subscribed to a stream; null when none is, perhaps because no silo has its class now.</summary>
    public GrainId? Find(StreamId stream, GrainType type) =>
        Matching(stream).FirstOrDefault(rule => rule.Bindings.GrainType == type) is { } rule ? GrainId.Create(type, rule.Mapper.GetGrainKeyId(rule.Bindings, stream)) : null;

    private IEnumerable<Rule> Matching(StreamId stream) =>
        stream.GetNamespace() is { } space && !string.IsNullOrWhiteSpace(space) ? Current().Where(rule => rule.Predicate.IsMatch(space)) : [];

    private List<Rule> Current()
    {
        var (version, all) = bindings.GetAllBindings();
        var rules = Volatile.Read(ref _rules);
        if (rules.Version != version)
        {
            rules = new Rules(version, [.. all.Values.SelectMany(RulesOf)]);
            Volatile.Write(ref _rules, rules);
        }

        return rules.All;
    }

    private IEnumerable<Rule> RulesOf(GrainBindings grain) =>
        from binding in grain.Bindings
        where binding.TryGetValue(WellKnownGrainTypeProperties.BindingTypeKey, out var kind) && kind == WellKnownGrainTypeProperties.StreamBindingTypeValue
        let pattern = binding[WellKnownGrainTypeProperties.StreamBindingPatternKey]
        let mapper = binding.GetValueOrDefault(WellKnownGrainTypeProperties.StreamIdMapperKey)
        select new Rule(grain, PredicateOf(pattern, grain), services.GetRequiredKeyedService<IStreamIdMapper>(string.IsNullOrWhiteSpace(mapper) ? DefaultStreamIdMapper.Name : mapper));

    private IStreamNamespacePredicate PredicateOf(string pattern, GrainBindings grain)
    {
        foreach (var provider in predicates)
        {
            if (provider.TryGetPredicate(pattern, out var predicate))
            {
                return predicate;
            }
        }

        throw new InvalidOperationException($"The grain type {grain.GrainType} subscribes to streams by the pattern '{pattern}', which no {nameof(IStreamNamespacePredicateProvider)} knows.");
    }

    private sealed record Rule(GrainBindings Bindings, IStreamNamespacePredicate Predicate, IStreamIdMapper Mapper);

    private sealed record Rules(MajorMinorVersion Version, List<Rule> All);
}
