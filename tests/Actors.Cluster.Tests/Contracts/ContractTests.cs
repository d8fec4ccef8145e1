using Actors.Contract.Suites;

namespace Actors.Cluster.Tests.Contracts;

/// <summary>A cluster of two silos keeps the contract. One line for each suite.</summary>
public static class ContractTests
{
    [Collection(SharedSilos.Name)]
    public sealed class BrowsingTests : BrowsingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class CancellationTests : CancellationSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class ConsumingTests : ConsumingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DeadLetteringTests : DeadLetteringSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DeclaringTests : DeclaringSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DescribingAndListingTests : DescribingAndListingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class EnumerationTests : EnumerationSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class EphemeralTests : EphemeralSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class ExchangesTests : ExchangesSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class FilteringTests : FilteringSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class LeasesTests : LeasesSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class LimitsTests : LimitsSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class PublishingTests : PublishingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class PurgingAndDeletingTests : PurgingAndDeletingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class ReceivingTests : ReceivingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class RedeliveryTests : RedeliverySuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class RequestReplyTests : RequestReplySuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class SettlingTests : SettlingSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class StressTests : StressSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class TopicsTests : TopicsSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class TraceContextTests : TraceContextSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class KeysTests : KeysSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class FairnessTests : FairnessSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class PriorityTests : PrioritySuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class BudgetsTests : BudgetsSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DeadlinesTests : DeadlinesSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class LivingLeasesTests : LivingLeasesSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class SchedulingOptionsTests : SchedulingOptionsSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class ExpiryTests : ExpirySuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DelayTests : DelaySuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class DeduplicationTests : DeduplicationSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class PublishersTests : PublishersSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class LengthTests : LengthSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class RedriveTests : RedriveSuite<ClusterBrokerFixture>;

    [Collection(SharedSilos.Name)]
    public sealed class SharingTests : SharingSuite<ClusterBrokerFixture>;
}
