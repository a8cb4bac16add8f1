{{/* The chart's name, or what the user wants in its place. */}}
{{- define "trellis.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* How the names of all objects begin: the release's name, and the chart's unless it says that already. */}}
{{- define "trellis.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "trellis.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "trellis.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What finds the pods; it can never change. */}}
{{- define "trellis.selectorLabels" -}}
app.kubernetes.io/name: {{ include "trellis.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "trellis.labels" -}}
{{ include "trellis.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- if .Values.metadata.includeHelmChart }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- if .Values.metadata.includeManagedBy }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- with .Values.additionalLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Who the controller is. */}}
{{- define "trellis.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "trellis.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "trellis.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "trellis.leaseNamespace" -}}
{{- default .Release.Namespace .Values.config.leaderElectionNamespace -}}
{{- end -}}

{{/* The ports of the two addresses; empty where nothing is served. */}}
{{- define "trellis.metricsPort" -}}
{{- ternary "" (regexFind "[0-9]+$" .Values.config.metricsBindAddress) (eq .Values.config.metricsBindAddress "0") -}}
{{- end -}}
{{- define "trellis.healthPort" -}}
{{- ternary "" (regexFind "[0-9]+$" .Values.config.healthProbeBindAddress) (eq .Values.config.healthProbeBindAddress "0") -}}
{{- end -}}

{{/* Values that exclude each other. */}}
{{- define "trellis.check" -}}
{{- if and (gt (int .Values.deployment.replicaCount) 1) (not .Values.config.enableLeaderElection) -}}
{{- fail "deployment.replicaCount is more than 1 and config.enableLeaderElection is false: two controllers would work against each other; enable the election or take one replica" -}}
{{- end -}}
{{- if and .Values.metrics.service.create (not (include "trellis.metricsPort" .)) -}}
{{- fail "metrics.service.create is true and config.metricsBindAddress is 0: there is nothing to serve; give an address or make no Service" -}}
{{- end -}}
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.service.create) -}}
{{- fail "metrics.serviceMonitor.enabled is true and metrics.service.create is false: a ServiceMonitor finds pods through a Service; set metrics.service.create" -}}
{{- end -}}
{{- end -}}

{{/* The controller's flags, one in a line. */}}
{{- define "trellis.flags" -}}
{{- $c := .Values.config -}}
--install-crds={{ $c.installCRDs }}
--max-in-flight={{ int64 $c.maxInFlight }}
--client-qps={{ int64 $c.clientQps }}
--client-burst={{ int64 $c.clientBurst }}
{{- with $c.openapiCache }}
--openapi-cache={{ . }}
{{- end }}
{{- with $c.defaultServiceAccount }}
--default-service-account={{ . }}
{{- end }}
--dynamic-controller-concurrent-reconciles={{ int64 $c.dynamicControllerConcurrentReconciles }}
--resource-graph-definition-concurrent-reconciles={{ int64 $c.resourceGraphDefinitionConcurrentReconciles }}
--dynamic-controller-rate-limiter-min-delay={{ $c.dynamicControllerRateLimiterMinDelay }}
--dynamic-controller-rate-limiter-max-delay={{ $c.dynamicControllerRateLimiterMaxDelay }}
--dynamic-controller-rate-limiter-rate-limit={{ int64 $c.dynamicControllerRateLimiterRateLimit }}
--dynamic-controller-rate-limiter-burst-limit={{ int64 $c.dynamicControllerRateLimiterBurstLimit }}
--graceful-shutdown-timeout={{ $c.gracefulShutdownTimeout }}
--instance-requeue-interval={{ $c.instance.requeueInterval }}
--allow-crd-deletion={{ $c.allowCRDDeletion }}
--protect-instances={{ $c.protectInstances }}
--rgd-max-graph-revisions={{ int64 $c.rgd.maxGraphRevisions }}
--rgd-max-collection-size={{ int64 $c.rgd.maxCollectionSize }}
--rgd-max-collection-dimension-size={{ int64 $c.rgd.maxCollectionDimensionSize }}
--cel-cost-limit={{ int64 $c.cel.costLimit }}
--cel-iteration-limit={{ int64 $c.cel.iterationLimit }}
--cel-expression-length={{ int64 $c.cel.expressionLength }}
--cel-deadline={{ $c.cel.deadline }}
{{- $gates := list -}}
{{- range $name, $on := $c.featureGates }}{{ $gates = append $gates (printf "%s=%t" $name $on) }}{{ end }}
{{- with $gates }}
--feature-gates={{ join "," . }}
{{- end }}
--leader-elect={{ $c.enableLeaderElection }}
{{- if $c.enableLeaderElection }}
{{- with $c.leaderElectionNamespace }}
--leader-election-namespace={{ . }}
{{- end }}
--leader-election-lease-duration={{ $c.leaderElectionLeaseDuration }}
--leader-election-renew-deadline={{ $c.leaderElectionRenewDeadline }}
--leader-election-retry-period={{ $c.leaderElectionRetryPeriod }}
--enable-controller-warmup={{ $c.enableControllerWarmup }}
{{- end }}
--health-probe-bind-address={{ $c.healthProbeBindAddress }}
--metrics-bind-address={{ $c.metricsBindAddress }}
--debug-bind-address={{ $c.debugBindAddress }}
--events={{ $c.events }}
--zap-encoder={{ $c.logEncoder }}
{{- with $c.logLevel | toString }}
--zap-log-level={{ . }}
{{- end }}
--zap-devel={{ $c.development }}
{{- /* kro's, without effect: passed on, so that the controller's log says so too. */ -}}
{{- range $value, $flag := include "trellis.idleFlags" . | fromYaml }}
{{- if hasKey $c $value }}
{{ $flag }}={{ include "trellis.number" (get $c $value) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A value as a flag has it: Helm reads numbers as floats. */}}
{{- define "trellis.number" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{/* Values of kro's config that change nothing here, and their flags. */}}
{{- define "trellis.idleFlags" -}}
graphRevisionConcurrentReconciles: --graph-revision-concurrent-reconciles
resourceGraphDefinitionProgressRequeueDelay: --rgd-progress-requeue-delay
dynamicControllerDefaultResyncPeriod: --dynamic-controller-default-resync-period
dynamicControllerDefaultQueueMaxRetries: --dynamic-controller-default-queue-max-retries
{{- end -}}

{{/* What was given and changes nothing, for the notes. */}}
{{- define "trellis.idleValues" -}}
{{- $idle := list -}}
{{- if hasKey .Values.image "ko" }}{{ $idle = append $idle "image.ko" }}{{ end -}}
{{- if hasKey .Values.deployment "containerPort" }}{{ $idle = append $idle "deployment.containerPort" }}{{ end -}}
{{- if hasKey .Values "debug" }}{{ $idle = append $idle "debug.pprof" }}{{ end -}}
{{- range $value, $flag := include "trellis.idleFlags" . | fromYaml -}}
{{- if hasKey $.Values.config $value }}{{ $idle = append $idle (printf "config.%s" $value) }}{{ end -}}
{{- end -}}
{{- join ", " $idle -}}
{{- end -}}
