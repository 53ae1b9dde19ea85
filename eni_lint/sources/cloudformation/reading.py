"""Values of properties as the inventory wants them: references become keys, what cannot be told becomes Unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import Tag
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import EC2, REPEATED, SUBNET, TEMPLATE, names_object
from eni_lint.sources.cloudformation.values import MaybeAbsent, ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.template import Resource, View

MAX_HOPS = 20  # attributes that lead to attributes: a ring would never end


class Reading:
    """Reads the properties of one template in one world."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.document = view.template.document
        self._templates: dict[Any, str] | None = None
        self._hops = 0
        self._by_type: dict[str, list[Resource]] = {}
        for resource in view.resources.values():
            self._by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> Iterator[Resource]:
        """Give the resources of these EC2 types, named without ``AWS::EC2::``, or of others by their whole names."""
        for name in types:
            yield from self._by_type.get(name if "::" in name else EC2 + name, ())

    # -- where things are written --------------------------------------------------------------------------------------

    def origin(self, resource: Resource) -> Origin:
        """Tell where a resource is written."""
        return Origin(self.document, resource.pointer, resource.name, resource.logical_id)

    def below(self, resource: Resource, part: Part, name: str, place: int) -> Origin:
        """Tell where an entry of a list in a resource is written."""
        return Origin(
            self.document,
            part.pointer,
            f"{resource.name}.{name}[{place}]",
            f"{resource.logical_id}/{name}/{place}",
        )

    # -- plain values --------------------------------------------------------------------------------------------------

    def text(self, part: Part | None, name: str) -> Maybe[str]:
        """Give a property as text; what only repeats a property of another resource is what that one says."""
        if part is None:
            return None
        found = part.text(name)
        if isinstance(found, ResourceRef):
            return self._follow(found)
        if isinstance(found, str) and not found:
            # The default of a parameter that has to be given: nobody deploys an empty id or address.
            return Unknown(Reason.INTRINSIC, f"{name} is empty by default")
        return found

    def own_text(self, part: Part | None, name: str) -> Maybe[str]:
        """Give a property that people read, which may be empty."""
        found = None if part is None else part.text(name)
        return found.unknown() if isinstance(found, ResourceRef) else found

    def texts(self, part: Part | None, name: str, member: str = "") -> Maybe[list[str | Unknown]]:
        """Give a list of texts, or of one member of each of its entries; Unknown where its length is not known."""
        items = entries(part, name)
        if items is None or isinstance(items, Unknown):
            return items
        return [self._text_of(item, member) for item in items]

    def _text_of(self, item: Part, member: str) -> str | Unknown:
        if isinstance(item.value, Unknown):
            return item.value
        if member:
            found = self.text(item, member)
            return Unknown(Reason.INTRINSIC, f"{member} is not given") if found is None else found
        value = item.as_text()
        if isinstance(value, ResourceRef):
            return self._follow(value)
        return value

    def _follow(self, ref: ResourceRef) -> str | Unknown:
        """Give what an attribute repeats; else it is known only after the deployment."""
        resource = self.view.resources.get(ref.logical_id)
        if resource is None or self._hops >= MAX_HOPS:
            return ref.unknown()
        self._hops += 1
        try:
            found = self._attribute(resource, ref.attribute)
        finally:
            self._hops -= 1
        return ref.unknown() if found is None or isinstance(found, MaybeAbsent) else found

    def _attribute(self, resource: Resource, attribute: str) -> Maybe[str]:
        if attribute == "AvailabilityZone":
            return self._zone_of(resource)
        repeated = REPEATED.get((resource.type, attribute))
        return None if repeated is None else self.text(resource.properties, repeated)

    # -- zones ---------------------------------------------------------------------------------------------------------

    def zone(self, part: Part) -> Maybe[str]:
        """Give the Availability Zone that is written, by its name, or else by its id, which differs where zones do."""
        found = self.text(part, "AvailabilityZone")
        if found is not None:
            return found
        number = self.text(part, "AvailabilityZoneId")
        if isinstance(number, str):
            detail = f"the Availability Zone with the id {number}"
            return Unknown(Reason.INTRINSIC, detail, symbol=("zone id", number), apart=("zone ids",))
        return number

    def _zone_of(self, resource: Resource) -> Maybe[str]:
        """Give the zone of a subnet, or of an instance, which is that of its subnet."""
        if resource.type == f"{EC2}Instance":
            key = self.key(resource.properties, "SubnetId", SUBNET)
            subnet = self.view.resources.get(key) if isinstance(key, str) else None
            if subnet is not None:
                return self._zone_of(subnet)
            return self.zone(resource.properties)
        if resource.type != f"{EC2}Subnet":
            return None
        found = self.zone(resource.properties)
        # The symbol is Inventory.zone_of's own: the zone of that subnet, whichever it is.
        symbol = ("zone of", resource.logical_id)
        return Unknown(Reason.INTRINSIC, f"AWS chooses the zone of {resource.name}", symbol=symbol) if found is None else found

    # -- references ----------------------------------------------------------------------------------------------------

    def key(self, part: Part | None, name: str, kind: str) -> Maybe[str]:
        """Give the key of the object that a property names."""
        return None if part is None else self._key_of(part.text(name), name, kind)

    def keys(self, part: Part | None, name: str, kind: str) -> Maybe[list[str | Unknown]]:
        """Give the keys of the objects that a property lists; Unknown where it cannot be told how many they are."""
        items = entries(part, name)
        if items is None or isinstance(items, Unknown):
            return items
        found = [self._key_of(item.as_text(), name, kind) for item in items]
        return [key for key in found if key is not None]

    def _key_of(self, value: str | ResourceRef | Unknown | None, name: str, kind: str) -> Maybe[str]:
        if isinstance(value, ResourceRef):
            resource = self.view.resources.get(value.logical_id)
            if resource is None:
                return value.unknown()
            if names_object(resource.type, value.attribute, kind):
                return resource.logical_id
            return self._follow_key(resource, value, kind)
        if isinstance(value, str) and not value:
            return Unknown(Reason.INTRINSIC, f"{name} is empty by default")
        return value

    def _follow_key(self, resource: Resource, ref: ResourceRef, kind: str) -> str | Unknown:
        repeated = REPEATED.get((resource.type, ref.attribute))
        found: Maybe[str] = None
        if repeated is not None and self._hops < MAX_HOPS:
            self._hops += 1
            try:
                found = self.key(resource.properties, repeated, kind)
            finally:
                self._hops -= 1
        return ref.unknown() if found is None else found

    # -- launch templates ----------------------------------------------------------------------------------------------

    def template_key(self, part: Part | None, by_id: str = "LaunchTemplateId", by_name: str = "LaunchTemplateName") -> Maybe[str]:
        """Give the key of the launch template that a specification names by its id or by its name; None without one."""
        if part is None:
            return None
        if isinstance(part.value, Unknown):
            return part.value
        found = self.key(part, by_id, TEMPLATE)
        if found is None:
            found = self._named_template(part, by_name)
        if not isinstance(found, str) or self._is_latest(part, found):
            return found
        return Unknown(Reason.OUTSIDE, f"the template does not show the version of {found} that is meant", candidates=[found])

    def _named_template(self, part: Part, by_name: str) -> Maybe[str]:
        value = part.text(by_name)
        if value is None:
            return None
        resource = self.view.resources.get(value.logical_id) if isinstance(value, ResourceRef) else None
        if resource is not None and resource.type == f"{EC2}LaunchTemplate":
            return resource.logical_id
        if self._templates is None:
            self._templates = {}
            for resource in self.of("LaunchTemplate"):
                own = resource.properties.text("LaunchTemplateName")
                name = own.symbol if isinstance(own, ResourceRef | Unknown) else own
                if name is not None:
                    self._templates.setdefault(name, resource.logical_id)
        if isinstance(value, str):
            return self._templates.get(value, value)
        known_as = None if value.symbol is None else self._templates.get(value.symbol)
        if known_as is not None:
            return known_as
        return value.unknown() if isinstance(value, ResourceRef) else value

    def _is_latest(self, part: Part, key: str) -> bool:
        """Tell whether the version that is named is the one of the template: a new stack has no other."""
        template = self.view.resources.get(key)
        if template is None:
            return True
        version = part.text("Version")
        if isinstance(version, ResourceRef):
            return version.logical_id == key and version.attribute in ("LatestVersionNumber", "DefaultVersionNumber")
        if isinstance(version, Unknown):
            return False
        return version in (None, "", "$Latest", "$Default", "1")


# -- what many resources have ------------------------------------------------------------------------------------------


def entries(part: Part | None, name: str) -> list[Part] | Unknown | None:
    """Give the entries of a list; Unknown where it cannot be told how many there are."""
    return None if part is None else part.many(name)


def block(part: Part | None, name: str) -> Part | None:
    """Give a nested mapping of properties; None where it is not written."""
    found = None if part is None else part.get(name)
    return None if found is None or found.value is None else found


def tags_of(reading: Reading, part: Part | None, name: str = "Tags") -> Known[list[Tag]]:
    """Give the tags, which are a list of keys and values, or a mapping in services that came later."""
    whole = block(part, name)
    if whole is None:
        return []
    if isinstance(whole.value, Unknown):
        return whole.value
    if isinstance(whole.value, dict):
        return [Tag(key=key, value=_tag_value(reading, whole, key)) for key in whole.value]
    items = entries(part, name)
    if items is None or isinstance(items, Unknown):
        return [] if items is None else items
    found = []
    for item in items:
        key = reading.own_text(item, "Key")
        if isinstance(key, Unknown):
            return key  # it may be any tag
        if key is not None:
            found.append(Tag(key=key, value=_tag_value(reading, item, "Value")))
    return found


def _tag_value(reading: Reading, part: Part, name: str) -> Known[str]:
    found = reading.own_text(part, name)
    return "" if found is None else found


def possible(key: Maybe[str], everything: Mapping[str, Any]) -> list[str]:
    """Give the objects that a reference may turn out to be, of all that there are."""
    if isinstance(key, Unknown):
        return [k for k in everything if not key.candidates or k in key.candidates]
    return [] if key is None else [key]


def doubted(key: Maybe[str], resource: Resource) -> Maybe[str]:
    """Give a reference of a resource of which it is not known whether it exists: it may lead there, or nowhere."""
    if resource.doubt is None or not isinstance(key, str):
        return key
    return Unknown(resource.doubt.reason, resource.doubt.detail, candidates=[key])
