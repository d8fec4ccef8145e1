using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Ends and prolongs leases.</summary>
internal sealed class Settling(Requests requests, Consuming consuming)
{
    /// <summary>Ends leases, with or without an answer.</summary>
    public void Settle(in Frame frame)
    {
        var settle = frame.Read<SettleFrame>();
        var source = SourceOf(settle.Target);
        try
        {
            RequireBatch(settle.Settlements.Length);
            foreach (ref readonly var settlement in settle.Settlements.Span)
            {
                settlement.Validate();
            }

            if (settle.Target.WantsAnswer)
            {
                _ = source is null ? AnswerStale(frame.Id, Leases(settle.Settlements.Span)) : AnswerAsync(frame.Id, settle.Settlements, source);
            }
            else if (source is not null)
            {
                requests.Broker.Settle(source, settle.Settlements.Span);
            }
        }
        catch (BrokerException error)
        {
            requests.Refuse(frame.Id, error);
        }
    }

    /// <summary>Prolongs leases.</summary>
    public void Extend(in Frame frame)
    {
        var extend = frame.Read<ExtendFrame>();
        var source = SourceOf(extend.Target);
        _ = source is null ? AnswerStale(frame.Id, extend.Leases) : ExtendAsync(frame.Id, extend, source);
    }

    private async Task AnswerAsync(uint id, ReadOnlyMemory<Settlement> settlements, string source)
    {
        requests.Begin();
        try
        {
            var receipt = await requests.Broker.SettleAsync(source, settlements).ConfigureAwait(false);
            requests.Send(id, new SettledFrame(StaleOf(receipt)));
        }
        catch (Exception error)
        {
            requests.Refuse(id, error);
        }
        finally
        {
            requests.End();
        }
    }

    private async Task ExtendAsync(uint id, ExtendFrame extend, string source)
    {
        requests.Begin();
        try
        {
            RequireBatch(extend.Leases.Length);
            var receipt = await requests.Broker.ExtendAsync(source, extend.Leases, extend.Timeout).ConfigureAwait(false);
            requests.Send(id, new SettledFrame(StaleOf(receipt)));
        }
        catch (Exception error)
        {
            requests.Refuse(id, error);
        }
        finally
        {
            requests.End();
        }
    }

    // A consumer that is gone has given its leases back.
    private Task AnswerStale(uint id, ReadOnlyMemory<LeaseRun> leases)
    {
        requests.Send(id, new SettledFrame(leases));
        return Task.CompletedTask;
    }

    private string? SourceOf(in SettleTarget target) => target.Source ?? consuming.Find(target.Consumer)?.Source;

    private static ReadOnlyMemory<LeaseRun> StaleOf(in SettleReceipt receipt) => receipt.Stale.Count == 0 ? default : receipt.Stale.ToArray();

    private static ReadOnlyMemory<LeaseRun> Leases(ReadOnlySpan<Settlement> settlements)
    {
        var leases = new LeaseRun[settlements.Length];
        for (var i = 0; i < leases.Length; i++)
        {
            leases[i] = settlements[i].Leases;
        }

        return leases;
    }

    private static void RequireBatch(int runs)
    {
        if (runs is < 1 or > Limits.BatchCount)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"A frame settles or extends {runs} runs of leases; 1 to {Limits.BatchCount} are allowed.");
        }
    }
}
