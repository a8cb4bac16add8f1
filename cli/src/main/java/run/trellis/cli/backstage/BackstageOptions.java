package run.trellis.cli.backstage;

/// What a template is told that its definition does not say.
///
/// @param owner the entity to which the template belongs: `group:default/platform`, or short `platform`
/// @param publish where manifests go
public record BackstageOptions(String owner, Publish publish) {

    /// Where what a form has given goes.
    public enum Publish {
        /// A pull request on GitHub.
        github,
        /// A merge request on GitLab.
        gitlab,
        /// Nowhere: the platform adds steps of its own.
        none
    }
}
