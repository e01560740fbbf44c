// `[[model]]`: what the operator says of a deployed model.

import Model

/// A model, and where the table says so.
struct ModelTable {
    var model: DeployedModel
    /// Of its name.
    var place: Place
    /// Of the revision of the base that it was trained on.
    var revisionPlace: Place?
}

func parseModel(_ table: TableReader, _ log: inout DiagnosticLog) -> ModelTable? {
    var table = table
    for key in ["name", "trained_at"] { table.require(key, &log) }
    let name = table.line("name", &log)
    let base = table.line("base_model", &log)
    let trained = table.instant("trained_at", &log)
    let evaluated = table.instant("evaluated_at", &log)
    let deployed = table.instant("deployed_at", &log)
    let retired = table.instant("retired_at", &log)
    var model = DeployedModel(
        name: name?.value ?? "", baseModel: base?.value, trainedAt: trained?.value ?? EventTime(microseconds: 0),
        evaluatedAt: evaluated?.value)
    (model.deployedAt, model.retiredAt) = (deployed?.value, retired?.value)
    let revisionPlace = readOrigin(&table, &model, &log)
    table.reportUnknownKeys(&log)
    guard let name, let trained else { return nil }
    let order: [(String, Located<EventTime>?, String, Located<EventTime>?, String)] = [
        ("evaluated_at", evaluated, "trained_at", trained, "what was evaluated then was another model"),
        ("deployed_at", deployed, "trained_at", trained, "what was deployed then was another model"),
        ("retired_at", retired, "deployed_at", deployed, "it is retired after it was deployed"),
    ]
    for (key, time, earlierKey, earlier, help) in order {
        guard let time, let earlier, time.value < earlier.value else { continue }
        log.error(.badPeriod, "`\(key)` is before `\(earlierKey)`", at: time.place, help: [help])
    }
    return ModelTable(model: model, place: name.place, revisionPlace: revisionPlace)
}

/// How it is called and where it comes from. Gives the place of the revision that it was trained on.
private func readOrigin(
    _ table: inout TableReader, _ model: inout DeployedModel, _ log: inout DiagnosticLog
) -> Place? {
    let role = table.word("role", among: DeployedModel.Role.allCases.map(\.rawValue), &log)
    model.role = role.flatMap { .init(rawValue: $0.value) } ?? .tuned
    if model.role == .base, let role, model.baseModel != nil {
        log.error(
            .keyMismatch, "a base has no `base_model`", at: role.place,
            help: ["write role = \"tuned\", or remove `base_model`"])
    }
    model.alias = table.line("alias", &log)?.value
    model.id = table.line("id", &log)?.value
    let revision = table.line("base_revision", &log)
    let manifest = table.line("manifest_base_revision", &log)
    (model.baseRevision, model.manifestBaseRevision) = (revision?.value, manifest?.value)
    model.dataset = table.line("dataset", &log)?.value
    model.datasetVersion = table.line("dataset_version", &log)?.value
    model.datasetHash = contentHash("dataset_hash", &table, &log)?.value
    model.evaluationReport = table.line("eval_report", bytesMax: 2048, &log)?.value
    model.flag = table.line("flag", &log)?.value
    model.job = table.line("job", &log)?.value
    if let revision, let manifest, !revision.value.utf8.elementsEqual(manifest.value.utf8) {
        log.error(
            .baseMismatch, "the training's manifest names another revision of the base", at: manifest.place,
            help: [
                "trained on \(manifest.value)", "deployed \(revision.value)", DiagnosticCode.baseMismatch.explanation,
            ])
        return nil
    }
    return manifest?.place ?? revision?.place
}

/// What is odd about models without errors.
func lintModels(_ models: [DeployedModel], _ locations: RuleLocations) -> [Diagnostic] {
    models.enumerated().flatMap { index, model -> [Diagnostic] in
        guard model.role == .tuned, model.retiredAt == nil else { return [] }
        var findings: [Diagnostic] = []
        // Without an id or a base, nobody claims that it was tuned.
        if model.id != nil || model.baseModel != nil, !model.looksTuned {
            findings += locations.warning(
                .notFineTune, "`\(model.id ?? model.name)` could be the base itself", model: index,
                key: model.id == nil ? "name" : "id",
                help: ["give the id of the fine-tune, such as \"ft:…\", or write role = \"base\""])
        }
        if let base = model.baseModel, !models.contains(where: { $0.role == .base && $0.isCalled(base) }) {
            findings += locations.warning(
                .baseNotRegistered, "no [[model]] with role = \"base\" is called `\(base)`", model: index,
                key: "base_model",
                help: ["keep the base's route until the tuned model survived two re-evaluations, and register it"])
        }
        return findings
    }
}
