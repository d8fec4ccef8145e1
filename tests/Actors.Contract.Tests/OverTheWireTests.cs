using Actors.Contract.Suites;
using Actors.Contract.Tests.Fixtures;

namespace Actors.Contract.Tests;

/// <summary>The broker reached over the wire keeps the contract. One line for each suite.</summary>
public static class OverTheWireTests
{
    public sealed class DeclaringTests : DeclaringSuite<OverTheWireFixture>;

    public sealed class PublishingTests : PublishingSuite<OverTheWireFixture>;

    public sealed class ConsumingTests : ConsumingSuite<OverTheWireFixture>;

    public sealed class ReceivingTests : ReceivingSuite<OverTheWireFixture>;

    public sealed class LeasesTests : LeasesSuite<OverTheWireFixture>;

    public sealed class SettlingTests : SettlingSuite<OverTheWireFixture>;

    public sealed class RedeliveryTests : RedeliverySuite<OverTheWireFixture>;

    public sealed class DeadLetteringTests : DeadLetteringSuite<OverTheWireFixture>;

    public sealed class TopicsTests : TopicsSuite<OverTheWireFixture>;

    public sealed class ExchangesTests : ExchangesSuite<OverTheWireFixture>;

    public sealed class FilteringTests : FilteringSuite<OverTheWireFixture>;

    public sealed class EphemeralTests : EphemeralSuite<OverTheWireFixture>;

    public sealed class BrowsingTests : BrowsingSuite<OverTheWireFixture>;

    public sealed class PurgingAndDeletingTests : PurgingAndDeletingSuite<OverTheWireFixture>;

    public sealed class DescribingAndListingTests : DescribingAndListingSuite<OverTheWireFixture>;

    public sealed class LimitsTests : LimitsSuite<OverTheWireFixture>;

    public sealed class RequestReplyTests : RequestReplySuite<OverTheWireFixture>;

    public sealed class EnumerationTests : EnumerationSuite<OverTheWireFixture>;

    public sealed class TraceContextTests : TraceContextSuite<OverTheWireFixture>;

    public sealed class CancellationTests : CancellationSuite<OverTheWireFixture>;

    public sealed class StressTests : StressSuite<OverTheWireFixture>;

    public sealed class KeysTests : KeysSuite<OverTheWireFixture>;

    public sealed class FairnessTests : FairnessSuite<OverTheWireFixture>;

    public sealed class PriorityTests : PrioritySuite<OverTheWireFixture>;

    public sealed class BudgetsTests : BudgetsSuite<OverTheWireFixture>;

    public sealed class DeadlinesTests : DeadlinesSuite<OverTheWireFixture>;

    public sealed class LivingLeasesTests : LivingLeasesSuite<OverTheWireFixture>;

    public sealed class SchedulingOptionsTests : SchedulingOptionsSuite<OverTheWireFixture>;

    public sealed class ExpiryTests : ExpirySuite<OverTheWireFixture>;

    public sealed class DelayTests : DelaySuite<OverTheWireFixture>;

    public sealed class DeduplicationTests : DeduplicationSuite<OverTheWireFixture>;

    public sealed class PublishersTests : PublishersSuite<OverTheWireFixture>;

    public sealed class LengthTests : LengthSuite<OverTheWireFixture>;

    public sealed class RedriveTests : RedriveSuite<OverTheWireFixture>;

    public sealed class SharingTests : SharingSuite<OverTheWireFixture>;
}
