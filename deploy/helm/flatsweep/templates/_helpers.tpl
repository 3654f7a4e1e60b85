{{- define "flatsweep.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{/* Takes a list of the root context and the component. */}}
{{- define "flatsweep.selector" -}}
{{- $root := first . -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ last . }}
{{- end }}

{{- define "flatsweep.labels" -}}
{{- $root := first . -}}
{{ include "flatsweep.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end }}

{{/* Takes a list of the root context and the image's name. */}}
{{- define "flatsweep.image" -}}
{{- $root := first . -}}
{{ $root.Values.image.registry }}{{ last . }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end }}

{{- define "flatsweep.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "flatsweep.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Takes a list of the root context and the name of the role's Secret, which may be empty. */}}
{{- define "flatsweep.secret" -}}
{{- $root := first . -}}
{{- with last . }}{{ . }}{{ else }}{{ required "database.existingSecret is the name of the Secret with the database's url" $root.Values.database.existingSecret }}{{ end }}
{{- end }}

{{- define "flatsweep.environment" -}}
{{- $root := first . -}}
{{- $secret := include "flatsweep.secret" . -}}
- name: DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: url}}
- name: DATABASE_USER
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: user, optional: true}}
- name: DATABASE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: password, optional: true}}
{{- with $root.Values.logFormat }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- end }}

{{- define "flatsweep.moreEnvironment" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "flatsweep.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The enabled pools, each over the defaults, as YAML; an included template can only return text. */}}
{{- define "flatsweep.pools" -}}
{{- range $name, $pool := .Values.workers.pools }}
{{- $merged := mergeOverwrite (deepCopy $.Values.workers.defaults) ($pool | default dict) }}
{{- if $merged.enabled }}
{{ $name }}: {{- toYaml $merged | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Where the driver looks by itself, so that the url need not name a file. */}}
{{- define "flatsweep.authorityMount" -}}
{{- if .Values.database.caSecret }}
- {name: database-ca, mountPath: /home/flatsweep/.postgresql, readOnly: true}
{{- end }}
{{- end }}

{{- define "flatsweep.authorityVolume" -}}
{{- with .Values.database.caSecret }}
- name: database-ca
  secret:
    secretName: {{ . }}
    items: [{key: ca.crt, path: root.crt}]
{{- end }}
{{- end }}

{{/*
Nothing would say that a policy is why traces do not arrive. Takes a list of the root context and the variables.
*/}}
{{- define "flatsweep.requireEgress" -}}
{{- $policy := (first .).Values.networkPolicy }}
{{- if and $policy.enabled (hasKey (last .) "OTEL_EXPORTER_OTLP_ENDPOINT") (not $policy.moreEgress) }}
{{- fail "networkPolicy.moreEgress has to let OTEL_EXPORTER_OTLP_ENDPOINT through" }}
{{- end }}
{{- end }}

{{/* Name servers, the database, and what else the API and workers may reach. */}}
{{- define "flatsweep.serviceEgress" -}}
{{ include "flatsweep.egress" . }}
{{- with .Values.networkPolicy.moreEgress }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name servers, and the database. */}}
{{- define "flatsweep.egress" -}}
- ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
- ports:
    - {port: {{ .Values.database.port }}, protocol: TCP}
  {{- with .Values.networkPolicy.databaseAt }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
