// Going back to what a model was held against before.

package import Model

extension BaselineDirectory {
    /// The baseline that was current before the one that is, or nil when there was none.
    ///
    /// Promoting again what came before is a way back and not a new step, so that going back twice leads two steps
    /// back and never forth.
    package func previous(model: String) throws(BaselineDirectoryError) -> String? {
        let ids = try promotions().promotions.filter { $0.model.utf8.elementsEqual(model.utf8) }.map(\.id)
        var steps: [String] = []
        for id in ids where steps.last != id {
            if steps.count > 1, steps[steps.count - 2] == id { steps.removeLast() } else { steps.append(id) }
        }
        return steps.dropLast().last
    }

    /// Promotes the previous baseline of the model, as one more line of the log. Nil when there is none.
    package func rollBack(model: String, at time: EventTime) throws(BaselineDirectoryError) -> String? {
        guard let id = try previous(model: model) else { return nil }
        try promote(model: model, id: id, at: time)
        return id
    }
}
