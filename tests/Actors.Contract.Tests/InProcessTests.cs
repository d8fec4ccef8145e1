using Actors.Contract.Suites;
using Actors.Contract.Tests.Fixtures;

namespace Actors.Contract.Tests;

/// <summary>The broker in this process keeps the contract. One line for each suite.</summary>
public static class InProcessTests
{
    public sealed class DeclaringTests : DeclaringSuite<InProcessFixture>;

    public sealed class PublishingTests : PublishingSuite<InProcessFixture>;

    public sealed class ConsumingTests : ConsumingSuite<InProcessFixture>;

    public sealed class ReceivingTests : ReceivingSuite<InProcessFixture>;

    public sealed class LeasesTests : LeasesSuite<InProcessFixture>;

    public sealed class SettlingTests : SettlingSuite<InProcessFixture>;

    public sealed class RedeliveryTests : RedeliverySuite<InProcessFixture>;

    public sealed class DeadLetteringTests : DeadLetteringSuite<InProcessFixture>;

    public sealed class TopicsTests : TopicsSuite<InProcessFixture>;

    public sealed class ExchangesTests : ExchangesSuite<InProcessFixture>;

    public sealed class FilteringTests : FilteringSuite<InProcessFixture>;

    public sealed class EphemeralTests : EphemeralSuite<InProcessFixture>;

    public sealed class BrowsingTests : BrowsingSuite<InProcessFixture>;

    public sealed class PurgingAndDeletingTests : PurgingAndDeletingSuite<InProcessFixture>;

    public sealed class DescribingAndListingTests : DescribingAndListingSuite<InProcessFixture>;

    public sealed class LimitsTests : LimitsSuite<InProcessFixture>;

    public sealed class RequestReplyTests : RequestReplySuite<InProcessFixture>;

    public sealed class EnumerationTests : EnumerationSuite<InProcessFixture>;

    public sealed class TraceContextTests : TraceContextSuite<InProcessFixture>;

    public sealed class CancellationTests : CancellationSuite<InProcessFixture>;

    public sealed class StressTests : StressSuite<InProcessFixture>;

    public sealed class KeysTests : KeysSuite<InProcessFixture>;

    public sealed class FairnessTests : FairnessSuite<InProcessFixture>;

    public sealed class PriorityTests : PrioritySuite<InProcessFixture>;

    public sealed class BudgetsTests : BudgetsSuite<InProcessFixture>;

    public sealed class DeadlinesTests : DeadlinesSuite<InProcessFixture>;

    public sealed class LivingLeasesTests : LivingLeasesSuite<InProcessFixture>;

    public sealed class SchedulingOptionsTests : SchedulingOptionsSuite<InProcessFixture>;

    public sealed class ExpiryTests : ExpirySuite<InProcessFixture>;

    public sealed class DelayTests : DelaySuite<InProcessFixture>;

    public sealed class DeduplicationTests : DeduplicationSuite<InProcessFixture>;

    public sealed class PublishersTests : PublishersSuite<InProcessFixture>;

    public sealed class LengthTests : LengthSuite<InProcessFixture>;

    public sealed class RedriveTests : RedriveSuite<InProcessFixture>;

    public sealed class SharingTests : SharingSuite<InProcessFixture>;
}
