using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Inference;

/// <summary>Answers inference requests, one at a time. The model is simulated: a request takes its cost divided by the server's speed.</summary>
/// <param name="name">What it is called.</param>
/// <param name="speed">Units of cost a second.</param>
/// <param name="broker">A connection of its own.</param>
/// <param name="ledger">Where it writes down what it was given.</param>
internal sealed class ModelServer(string name, int speed, IBroker broker, Ledger ledger)
{
    /// <summary>The header of a reply that tells who answered.</summary>
    public const string ServerHeader = "server";

    // Whoever is free takes the next request, so each server gets as much as it can do.
    private static readonly ConsumerOptions OneAtATime = new() { Prefetch = 1 };

    /// <summary>What it is called.</summary>
    public string Name => name;

    /// <summary>Units of cost a second.</summary>
    public int Speed => speed;

    /// <summary>Requests answered.</summary>
    public int Answered { get; private set; }

    /// <summary>What they cost together.</summary>
    public long Cost { get; private set; }

    /// <summary>Answers until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => broker.ConsumeAsync(InferenceJob.Queue, AnswerAsync, concurrency: 1, OneAtATime, stop);

    private async ValueTask AnswerAsync(Delivery delivery, CancellationToken stop)
    {
        ledger.Deliver(delivery);
        var request = delivery.Message;
        await Task.Delay(TimeSpan.FromSeconds((double)request.Cost / speed), stop);
        try
        {
            await delivery.ReplyAsync(new Message($"{request.Text.Length} characters understood") { Headers = { [ServerHeader] = name } }, stop);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.NotFound)
        {
            // Who asked is gone, with the queue for its replies: a request from an interrupted run. It is done all the same.
            return;
        }

        Answered++;
        Cost += request.Cost;
    }
}
