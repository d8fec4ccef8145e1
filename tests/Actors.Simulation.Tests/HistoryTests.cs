using Actors.Histories;

namespace Actors.Simulation.Tests;

/// <summary>The judge itself: an honest history passes, and each lie is found.</summary>
public sealed class HistoryTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly History _history = new();
    private readonly Place _queue;
    private readonly Place _dead;

    public HistoryTests()
    {
        _queue = Declare(new QueueDefinition("queue") { DeliveryLimit = 3 }, takesDeadLetters: false);
        _dead = Declare(new QueueDefinition("queue.dead-letter") { DeliveryLimit = 0, DeadLetterQueue = "" }, takesDeadLetters: true);
    }

    [Fact]
    public void An_honest_history_passes()
    {
        var acked = Deliver(Publish(offset: 0), offset: 0);
        Ack(acked);
        var rejected = Deliver(Publish(offset: 1), offset: 1);
        Settle(rejected, SettleVerb.Reject);
        _history.DeadLetterArrived(_dead, "queue", "rejected", 1, rejected.Parcel);
        var nacked = Publish(offset: 2);
        Settle(Deliver(nacked, offset: 2), SettleVerb.Nack);
        Ack(Deliver(nacked, offset: 2, attempt: 2));
        Publish(offset: -1, Fate.Unknown);
        Publish(offset: -1, Fate.Refused);

        _history.Verdict();

        Assert.Empty(_history.Violations);
    }

    [Fact]
    public void A_confirmed_message_that_never_came_is_found()
    {
        Publish(offset: 0);
        _history.Verdict();
        Found("LOST: parcel 1");
    }

    [Fact]
    public void A_confirmed_message_that_came_and_was_not_acked_is_found()
    {
        Settle(Deliver(Publish(offset: 0), offset: 0), SettleVerb.Nack);
        _history.Verdict();
        Found("LOST: parcel 1");
    }

    [Fact]
    public void A_message_that_returns_after_its_ack_is_found()
    {
        var parcel = Publish(offset: 0);
        Ack(Deliver(parcel, offset: 0));
        Deliver(parcel, offset: 0, epoch: 2);
        Found("came back after its settlement");
    }

    [Fact]
    public void An_ack_of_an_attempt_that_was_over_is_found()
    {
        var parcel = Publish(offset: 0);
        var first = Deliver(parcel, offset: 0);
        _history.Void(_ => true);
        Deliver(parcel, offset: 0, attempt: 2);
        Ack(first);
        Found("is newer");
    }

    [Fact]
    public void The_same_attempt_twice_is_found()
    {
        var parcel = Publish(offset: 0);
        Deliver(parcel, offset: 0);
        Deliver(parcel, offset: 0);
        Found("the same attempt twice");
    }

    [Fact]
    public void Attempts_that_do_not_grow_are_found()
    {
        var parcel = Publish(offset: 0);
        Settle(Deliver(parcel, offset: 0), SettleVerb.Nack);
        Deliver(parcel, offset: 0, epoch: 2, attempt: 1);
        Found("attempts do not grow");
    }

    [Fact]
    public void A_message_nobody_published_is_found()
    {
        var elsewhere = Declare(new QueueDefinition("elsewhere"), takesDeadLetters: false);
        var parcel = _history.Publishing(elsewhere.Log, 20);
        Deliver(parcel, offset: 0);
        Found("never published there");
    }

    [Fact]
    public void A_message_that_was_not_stored_and_comes_is_found()
    {
        var parcel = _history.Publishing(_queue.Log, 20);
        Ack(Deliver(parcel, offset: 0));
        _history.Answered([parcel], Fate.Refused, 0);
        _history.Verdict();
        Found("had said that it was not stored");
    }

    [Fact]
    public void A_changed_body_is_found()
    {
        var parcel = Publish(offset: 0);
        var body = parcel.Write().Body.ToArray();
        body[15] ^= 1;
        _history.Delivered(Grant(parcel, 0, 1, 1), body, Noon, toldInOrder: true, () => false);
        Found("not the one published");
    }

    [Fact]
    public void First_deliveries_out_of_order_are_found()
    {
        var (one, two) = (Publish(offset: 0), Publish(offset: 1));
        Deliver(two, offset: 1);
        Deliver(one, offset: 0);
        Found("out of order");
    }

    [Fact]
    public void Publishes_stored_out_of_order_are_found()
    {
        Ack(Deliver(Publish(offset: 1), offset: 1));
        Ack(Deliver(Publish(offset: 0), offset: 0, epoch: 2));
        _history.Verdict();
        Found("were published in this order");
    }

    [Fact]
    public void A_lease_given_to_two_is_found()
    {
        var parcel = Publish(offset: 0);
        Deliver(parcel, offset: 0);
        Deliver(parcel, offset: 0, attempt: 2);
        Found("it is leased until");
    }

    [Fact]
    public void A_delayed_message_that_comes_too_soon_is_found()
    {
        var parcel = Publish(offset: 0);
        var grant = Deliver(parcel, offset: 0);
        _history.Settling(grant, SettleVerb.Nack);
        _history.Settled(grant, SettleVerb.Nack, Noon, TimeSpan.FromSeconds(10));
        Deliver(parcel, offset: 0, attempt: 2);
        Found("delayed until");
    }

    [Fact]
    public void A_lease_that_is_stale_for_no_reason_is_found()
    {
        var grant = Deliver(Publish(offset: 0), offset: 0);
        var held = _history.Settling(grant, SettleVerb.Ack);
        _history.NotSettled(grant, SettleVerb.Ack, why: null, mustHold: held);
        Found("called stale");
    }

    [Fact]
    public void A_dead_letter_without_a_cause_is_found()
    {
        var grant = Deliver(Publish(offset: 0), offset: 0);
        _history.DeadLetterArrived(_dead, "queue", "delivery-limit", 2, grant.Parcel);
        Found("without a cause");
    }

    [Fact]
    public void A_dead_letter_that_was_acked_is_found()
    {
        var grant = Deliver(Publish(offset: 0), offset: 0);
        Ack(grant);
        _history.DeadLetterArrived(_dead, "queue", "delivery-limit", 3, grant.Parcel);
        Found("after its ack had been answered");
    }

    private Place Declare(QueueDefinition queue, bool takesDeadLetters)
    {
        var place = _history.Declaring(new Log(queue.Name, isTopic: false), queue.Name, queue, takesDeadLetters);
        _history.Declared(place);
        return place;
    }

    private Parcel Publish(long offset, Fate fate = Fate.Confirmed)
    {
        var parcel = _history.Publishing(_queue.Log, 20);
        _history.Answered([parcel], fate, offset);
        return parcel;
    }

    private Grant Deliver(Parcel parcel, long offset, long epoch = 1, int attempt = 1)
    {
        var grant = Grant(parcel, offset, epoch, attempt);
        _history.Delivered(grant, parcel.Write().Body.Span, Noon, toldInOrder: true, () => false);
        return grant;
    }

    private Grant Grant(Parcel parcel, long offset, long epoch, int attempt) =>
        new(_queue, new LeaseRun(0, epoch, offset, 1, attempt), parcel.Number, Noon + TimeSpan.FromSeconds(30));

    private void Ack(Grant grant) => Settle(grant, SettleVerb.Ack);

    private void Settle(Grant grant, SettleVerb verb)
    {
        _history.Settling(grant, verb);
        _history.Settled(grant, verb, Noon, TimeSpan.Zero);
    }

    private void Found(string violation) => Assert.Contains(_history.Violations, found => found.Contains(violation, StringComparison.Ordinal));
}
