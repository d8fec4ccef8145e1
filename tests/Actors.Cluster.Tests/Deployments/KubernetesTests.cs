namespace Actors.Cluster.Tests.Deployments;

/// <summary>The manifests fit together, and fit the host.</summary>
public sealed class KubernetesTests
{
    private static readonly IReadOnlyList<Manifest> Everything = Folder.Resources(Path.Combine(Folder.Deploy, "kubernetes", "overlays", "with-postgres"));

    private static readonly Manifest Silos = Everything.Single(manifest => manifest is { Kind: "Deployment", Name: "actors" });

    private static readonly IReadOnlyList<string> Folders =
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder.Deploy, "kubernetes"), "kustomization.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder.Deploy, Path.GetDirectoryName(file)!)),
    ];

    public static TheoryData<string> Kustomizations => [.. Folders];

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void A_kustomization_names_every_file_beside_it_and_none_that_is_not_there(string folder)
    {
        var path = Path.Combine(Folder.Deploy, folder);
        var kustomization = Manifest.Parse(File.ReadAllText(Path.Combine(path, "kustomization.yaml")))[0];
        var named = kustomization.Texts("resources").Concat(kustomization.List("patches").Select(patch => patch.Text("path"))).ToList();

        Assert.All(named, name => Assert.True(Path.Exists(Path.Combine(path, name)), $"{folder} names {name}, which is not there."));
        Assert.Empty(Directory.EnumerateFiles(path).Select(Path.GetFileName).Except([.. named, "kustomization.yaml"]));
    }

    [NeedsKubectlFact]
    public async Task Kubectl_builds_every_kustomization_with_all_its_resources()
    {
        foreach (var folder in Folders)
        {
            var built = Manifest.Parse(await Folder.RunAsync("kubectl", "kustomize", Path.Combine(Folder.Deploy, folder)));

            var wanted = Folder.Resources(Path.Combine(Folder.Deploy, folder)).Select(manifest => $"{manifest.Kind} {manifest.Name}");
            Assert.Empty(wanted.Except(built.Select(manifest => $"{manifest.Kind} {manifest.Name}")));
        }
    }

    [NeedsKubectlFact]
    public async Task Built_selectors_still_match_and_secrets_are_those_that_are_made()
    {
        var built = Manifest.Parse(await Folder.RunAsync("kubectl", "kustomize", Path.Combine(Folder.Deploy, "kubernetes", "overlays", "with-postgres")));

        CheckSelectors(built);
        var secrets = built.Where(manifest => manifest.Kind == "Secret").ToDictionary(secret => secret.Name);
        Assert.All(
            built.SelectMany(manifest => manifest.Everywhere("secretKeyRef")),
            reference => Assert.Contains(reference.Text("key"), secrets[reference.Text("name")].Parts("data").Keys));
    }

    [Fact]
    public void Every_selector_matches_pods_that_are_there() => CheckSelectors(Everything);

    [Fact]
    public void The_network_policy_lets_clients_in_whatever_they_are_called()
    {
        var policy = Everything.Single(manifest => manifest.Kind == "NetworkPolicy");
        var clients = policy.List("spec/ingress")[0].List("from");

        Assert.All(clients, client => Assert.Equal(
            ["actors/client"],
            (client.Table("podSelector/matchLabels").Count > 0 ? client.Table("podSelector/matchLabels") : client.Table("namespaceSelector/matchLabels")).Keys));
    }

    [Fact]
    public void Every_port_that_is_named_is_one_of_the_container()
    {
        var ports = Ports(Silos);
        var named = Everything.Where(manifest => manifest is { Kind: "Service", Name: "actors" }).SelectMany(service => service.List("spec/ports").Select(port => port.Text("targetPort")))
            .Concat(new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(probe => Silos.Text($"spec/template/spec/containers/0/{probe}/httpGet/port")))
            .Concat(Everything.Single(manifest => manifest.Kind == "NetworkPolicy").List("spec/ingress").SelectMany(rule => rule.List("ports").Select(port => port.Text("port"))));

        Assert.All(named, port => Assert.Contains(port, ports.Keys));
        Assert.Equal(
            new HashSet<string> { ports["silo"], ports["gateway"] },
            Everything.Single(manifest => manifest.Kind == "NetworkPolicy").List("spec/egress")[0].List("ports").Select(port => port.Text("port")).ToHashSet());
    }

    [Fact]
    public void The_image_listens_on_the_ports_of_the_container()
    {
        var image = Dockerfile.Read();
        var ports = Ports(Silos);

        Assert.Equal(ports.Values.Order(), image.Exposed.Order());
        Assert.Equal(ports["native"], image.Environment["ACTORS__PORT"]);
        Assert.Equal(ports["amqp"], image.Environment["ACTORS__AMQPPORT"]);
        Assert.Equal(ports["http"], image.Environment["ACTORS__HTTPPORT"]);
        Assert.Equal(ports["silo"], image.Environment["ACTORS__SILOPORT"]);
        Assert.Equal(ports["gateway"], image.Environment["ACTORS__GATEWAYPORT"]);
    }

    [Fact]
    public async Task Every_setting_is_one_that_the_host_knows()
    {
        var settings = await Folder.SettingsAsync();
        var given = Silos.List("spec/template/spec/containers/0/env").Select(variable => variable.Text("name"));

        Assert.Contains("ACTORS__POSTGRES", settings);
        Assert.Empty(given.Concat(Dockerfile.Read().Environment.Keys).Except(settings));
    }

    [Fact]
    public void Probes_ask_for_what_the_gateway_serves()
    {
        var gateway = File.ReadAllText(Path.Combine(Folder.Root, "src", "Actors.Gateway", "Http", "HealthEndpoints.cs"));

        Assert.All(
            new[] { "startupProbe", "livenessProbe", "readinessProbe" },
            probe => Assert.Contains($"\"{Silos.Text($"spec/template/spec/containers/0/{probe}/httpGet/path")}\"", gateway, StringComparison.Ordinal));
        Assert.Equal("/health/ready", Silos.Text("spec/template/spec/containers/0/readinessProbe/httpGet/path"));
        Assert.Equal("/health/live", Silos.Text("spec/template/spec/containers/0/livenessProbe/httpGet/path"));
    }

    [Fact]
    public void A_pod_has_time_to_drain_before_it_is_killed()
    {
        const int ShutdownSeconds = 30;
        var wait = int.Parse(Silos.Text("spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds"));

        Assert.True(int.Parse(Silos.Text("spec/template/spec/terminationGracePeriodSeconds")) >= wait + ShutdownSeconds + 5);
    }

    [Fact]
    public void Scaling_and_disruption_are_about_the_silos()
    {
        var scaler = Everything.Single(manifest => manifest.Kind == "HorizontalPodAutoscaler");

        Assert.Equal((Silos.Kind, Silos.Name), (scaler.Text("spec/scaleTargetRef/kind"), scaler.Text("spec/scaleTargetRef/name")));
        Assert.True(int.Parse(scaler.Text("spec/minReplicas")) >= 2);
        Assert.Null(Silos.TextOrNone("spec/replicas"));
    }

    [Fact]
    public void The_example_of_a_worker_scales_by_what_the_gateway_tells()
    {
        var resources = Folder.Resources(Path.Combine(Folder.Deploy, "kubernetes", "examples", "worker"));
        var scaled = resources.Single(manifest => manifest.Kind == "ScaledObject");
        var trigger = scaled.List("spec/triggers").Single();
        var address = new Uri(trigger.Text("metadata/url"));

        Assert.Contains(resources, manifest => manifest.Kind == "Deployment" && manifest.Name == scaled.Text("spec/scaleTargetRef/name"));
        Assert.Contains(resources, manifest => manifest.Kind == "TriggerAuthentication" && manifest.Name == trigger.Text("authenticationRef/name"));
        Assert.Contains($"\"{address.AbsolutePath}\"", File.ReadAllText(Path.Combine(Folder.Root, "src", "Actors.Gateway", "Http", "BacklogEndpoint.cs")), StringComparison.Ordinal);
        Assert.Equal(("actors", Ports(Silos)["http"]), (address.Host, $"{address.Port}"));
    }

    [Fact]
    public void Nothing_runs_as_root_or_with_more_rights_than_it_needs()
    {
        foreach (var pods in Everything.Where(manifest => manifest.Kind is "Deployment" or "StatefulSet"))
        {
            Assert.Equal("true", pods.Text("spec/template/spec/securityContext/runAsNonRoot"));
            Assert.Equal("false", pods.Text("spec/template/spec/containers/0/securityContext/allowPrivilegeEscalation"));
            Assert.Equal(["ALL"], pods.Texts("spec/template/spec/containers/0/securityContext/capabilities/drop"));
            Assert.NotNull(pods.TextOrNone("spec/template/spec/containers/0/resources/limits/memory"));
        }
    }

    private static void CheckSelectors(IReadOnlyList<Manifest> manifests)
    {
        var pods = manifests.Where(manifest => manifest.Kind is "Deployment" or "StatefulSet").Select(manifest => manifest.Table("spec/template/metadata/labels")).ToList();
        foreach (var manifest in manifests)
        {
            var selector = manifest.Kind switch
            {
                "Service" => manifest.Table("spec/selector"),
                "NetworkPolicy" => manifest.Table("spec/podSelector/matchLabels"),
                "Deployment" or "StatefulSet" or "PodDisruptionBudget" => manifest.Table("spec/selector/matchLabels"),
                _ => null,
            };
            if (selector is not null)
            {
                Assert.NotEmpty(selector);
                Assert.True(pods.Count(labels => selector.All(label => labels.GetValueOrDefault(label.Key) == label.Value)) == 1, $"The selector of {manifest} does not match the pods of exactly one workload.");
            }
        }
    }

    private static Dictionary<string, string> Ports(Manifest pods) =>
        pods.List("spec/template/spec/containers/0/ports").ToDictionary(port => port.Text("name"), port => port.Text("containerPort"));
}
