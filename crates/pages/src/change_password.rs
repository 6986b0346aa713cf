//! Changing one's password.
//!
//! Why: the old one is asked for even though the sign-in is fresh: a browser left open is no proof.

use crate::enrol::{EnrolFault, Field};
use crate::factor_trouble::{FactorTrouble, Look};
use crate::page::{Draft, Page, Person, Site, finish};
use crate::password_ask::PasswordAsk;
use serde::Serialize;

pub struct ChangePassword<'a> {
    pub person: Person<'a>,
    /// Of the new password: at most one a field is shown.
    pub faults: &'a [EnrolFault],
    pub trouble: Option<FactorTrouble>,
    /// What the new one must be like.
    pub rules: PasswordAsk,
    pub csrf: &'a str,
}
impl ChangePassword<'_> {
    pub fn render(&self, site: &Site<'_>) -> Page {
        let look = Look::of(self.trouble);
        let find = |field: Field| self.faults.iter().find(|f| f.field() == field).map_or("", |f| f.message());
        let (new, confirm) = (find(Field::Password), find(Field::PasswordConfirm));
        let faulty = !new.is_empty() || !confirm.is_empty();
        let wrong = self.trouble == Some(FactorTrouble::WrongPassword);
        let focus = match () {
            () if !look.text.is_empty() => "",
            () if !new.is_empty() => "password",
            () if !confirm.is_empty() => "password_confirm",
            () => "old",
        };
        let facts = Facts { person: self.person, new, confirm, wrong, focus, tone: look.tone, why: look.text, rules: self.rules, csrf: self.csrf };
        let status = if look.text.is_empty() && faulty { 422 } else { look.status };
        let title = look.title(site.language, "change-password-title");
        self.rules.on(finish(Draft { template: "change-password.html", status, title, form_targets: &[] }, &facts, site))
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    person: Person<'a>,
    new: &'static str,
    confirm: &'static str,
    wrong: bool,
    focus: &'static str,
    tone: &'static str,
    why: &'static str,
    rules: PasswordAsk,
    csrf: &'a str,
}
