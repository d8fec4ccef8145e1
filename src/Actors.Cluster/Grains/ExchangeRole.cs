using Actors.Cluster.Wire;
using Actors.Core.Exchanges;

namespace Actors.Cluster.Grains;

/// <summary>
/// What a grain does whose name stands for an exchange, and what any grain does as the end of a binding. Changes are made
/// one at a time; nothing is asked of another grain meanwhile, so that exchanges bound in circles do not wait for one another.
/// </summary>
/// <param name="name">The grain's key.</param>
/// <param name="definition">What is stored of it.</param>
/// <param name="changes">Lets one change at a time through.</param>
/// <param name="grains">Where the other ends are.</param>
/// <param name="mostBindings">Most bindings of an exchange.</param>
/// <param name="delete">Deletes the exchange; called with the change let through.</param>
internal sealed class ExchangeRole(
    string name, IPersistentState<LogDefinition> definition, SemaphoreSlim changes, IGrainFactory grains, int mostBindings, Func<Task> delete)
{
    private BoundExchange? _bound;
    private ExchangeState? _boundOf;

    private bool IsDeclared => definition.RecordExists && !definition.State.IsDeleted;

    private BoundExchange? Current
    {
        get
        {
            var state = IsDeclared ? definition.State.Exchange : null;
            if (!ReferenceEquals(state, _boundOf))
            {
                (_boundOf, _bound) = (state, state?.ToBound());
            }

            return _bound;
        }
    }

    private ExchangeTable Table
    {
        get
        {
            Find();
            return definition.State.Exchange!.Table;
        }
    }

    public ExchangeChange TableSince(long knownVersion) => Current is not { } exchange
        ? new ExchangeChange(IsChanged: true, null)
        : exchange.Version == knownVersion ? new ExchangeChange(IsChanged: false, null) : new ExchangeChange(IsChanged: true, Table);

    public async Task<ExchangeTable> BindAsync(BindingDefinition binding)
    {
        binding.Validate();
        if (Find().Find(binding) is not null)
        {
            return Table;
        }

        // The destination knows first, so that it never goes without telling.
        var kind = await DestinationOf(binding).BoundAsync(name);
        var added = new Binding(binding, kind == EntityKind.Exchange);
        await ChangeAsync(exchange => exchange.Find(binding) is null ? exchange.With(added, mostBindings) : exchange);
        try
        {
            // It may have gone between the two, and told this exchange before there was anything to forget.
            await DestinationOf(binding).BoundAsync(name);
        }
        catch (BrokerException gone) when (gone.Code == ErrorCode.NotFound)
        {
            await ChangeAsync(exchange => exchange.Without([added]));
            throw;
        }

        return Table;
    }

    public async Task<ExchangeChange> UnbindAsync(BindingDefinition binding)
    {
        Find();
        var existed = false;
        await ChangeAsync(exchange =>
        {
            var found = exchange.Find(binding);
            existed = found is not null;
            return found is null ? exchange : exchange.Without([found]);
        });
        return new ExchangeChange(existed, IsDeclared ? Table : null);
    }

    public async Task ForgetAsync(string destination)
    {
        // Who is going itself forgets everything: waiting for each other to go would never end.
        if (Current is not null)
        {
            await ChangeAsync(exchange => exchange.Bindings.Where(binding => binding.Definition.Destination == destination).ToList() is { Count: > 0 } gone ? exchange.Without(gone) : exchange);
        }
    }

    public async Task<EntityKind> BoundAsync(string exchange)
    {
        await changes.WaitAsync();
        try
        {
            if (!IsDeclared)
            {
                throw new BrokerException(ErrorCode.NotFound, $"There is no queue, topic or exchange '{name}' to bind.");
            }

            if (!definition.State.BoundBy.Contains(exchange))
            {
                var before = definition.State.BoundBy;
                definition.State.BoundBy = [.. before, exchange];
                await WriteAsync(() => definition.State.BoundBy = before);
            }

            return definition.State.Kind;
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>The name is gone: tells the exchanges that were bound to it.</summary>
    public async Task ForgottenAsync()
    {
        foreach (var exchange in definition.State.BoundBy.Where(exchange => exchange != name))
        {
            await grains.GetGrain<IDestinationGrain>(exchange).ForgetAsync(name);
        }
    }

    private async Task ChangeAsync(Func<BoundExchange, BoundExchange> change)
    {
        await changes.WaitAsync();
        try
        {
            if (Current is not { } exchange || change(exchange) is var changed && ReferenceEquals(changed, exchange))
            {
                return;
            }

            var before = definition.State.Exchange;
            definition.State.Exchange = ExchangeState.Of(changed);
            await WriteAsync(() => definition.State.Exchange = before);
            if (changed.Definition.AutoDelete && changed.Bindings.IsEmpty)
            {
                await delete();
            }
        }
        finally
        {
            changes.Release();
        }
    }

    // What could not be written is not so: the next change is made to what was there.
    private async Task WriteAsync(Action undo)
    {
        try
        {
            await definition.WriteStateAsync();
        }
        catch
        {
            undo();
            throw;
        }
    }

    private IDestinationGrain DestinationOf(BindingDefinition binding) => grains.GetGrain<IDestinationGrain>(binding.Destination);

    private BoundExchange Find() => Current
        ?? throw new BrokerException(ErrorCode.NotFound, IsDeclared ? $"'{name}' is not an exchange." : $"There is no exchange '{name}'.");
}
